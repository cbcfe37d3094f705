// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

/** Outputs of tools about one small machine: a root port and an NVIDIA GPU with its audio function behind it. */
final class Texts {

    static final String LSPCI = """
            0000:00:01.0 PCI bridge [0604]: Intel Corporation Xeon E3-1200 v5 PCIe Controller (x16) [8086:1901] (rev 05) (prog-if 00 [Normal decode])
            \tControl: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx+
            \tStatus: Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-
            \tInterrupt: pin A routed to IRQ 121
            \tIOMMU group: 1
            \tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
            \tCapabilities: [88] Subsystem: Super Micro Computer Inc Device [15d9:0884]
            \tKernel driver in use: pcieport

            0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [GeForce GTX 1080] [10de:1b80] (rev a1) (prog-if 00 [VGA controller])
            \tSubsystem: eVga.com. Corp. GP104 [GeForce GTX 1080] [3842:6180]
            \tPhysical Slot: 4
            \tControl: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-
            \tInterrupt: pin A routed to IRQ 16
            \tNUMA node: 1
            \tIOMMU group: 1
            \tRegion 0: Memory at de000000 (32-bit, non-prefetchable) [size=16M]
            \tRegion 1: Memory at c0000000 (64-bit, prefetchable) [size=256M]
            \tRegion 5: I/O ports at e000 [size=128]
            \tExpansion ROM at 000c0000 [virtual] [disabled] [size=128K]
            \tCapabilities: [78] Express (v2) Legacy Endpoint, MSI 00
            \t\tLnkCap:\tPort #0, Speed 8GT/s, Width x16, ASPM L0s L1, Exit Latency L0s <1us, L1 <4us
            \t\tLnkSta:\tSpeed 2.5GT/s (downgraded), Width x16
            \tKernel driver in use: nouveau
            \tKernel modules: nvidiafb, nouveau
            00: de 10 80 1b 07 00 10 00 a1 00 00 03 00 00 80 00
            10: 00 00 00 de 0c 00 00 c0 00 00 00 00 0c 00 00 d0
            20: 00 00 00 00 01 e0 00 00 00 00 00 00 42 38 80 61
            30: 00 00 00 00 60 00 00 00 00 00 00 00 0b 01 00 00

            0000:01:00.1 Audio device [0403]: NVIDIA Corporation GP104 High Definition Audio Controller [10de:10f0] (rev a1)
            \tSubsystem: eVga.com. Corp. Device [3842:6180]
            \tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-
            \tIOMMU group: 1

            """;

    static final String UDEV = """
            P: /devices/pci0000:00/0000:00:01.0
            M: 0000:00:01.0
            E: DEVPATH=/devices/pci0000:00/0000:00:01.0
            E: DRIVER=pcieport
            E: PCI_CLASS=60400
            E: PCI_ID=8086:1901
            E: PCI_SUBSYS_ID=15D9:0884
            E: PCI_SLOT_NAME=0000:00:01.0
            E: MODALIAS=pci:v00008086d00001901sv000015D9sd00000884bc06sc04i00
            E: SUBSYSTEM=pci

            P: /devices/pci0000:00/0000:00:01.0/0000:01:00.0
            E: DEVPATH=/devices/pci0000:00/0000:00:01.0/0000:01:00.0
            E: DRIVER=nouveau
            E: PCI_CLASS=30000
            E: PCI_ID=10DE:1B80
            E: PCI_SUBSYS_ID=3842:6180
            E: SUBSYSTEM=pci

            P: /devices/pci0000:00/0000:00:01.0/0000:01:00.1
            E: DEVPATH=/devices/pci0000:00/0000:00:01.0/0000:01:00.1
            E: PCI_CLASS=40300
            E: PCI_ID=10DE:10F0
            E: PCI_SUBSYS_ID=3842:6180
            E: SUBSYSTEM=pci

            """;

    static final String NODE_DEVICES = """
            <device>
              <name>pci_0000_00_01_0</name>
              <path>/sys/devices/pci0000:00/0000:00:01.0</path>
              <driver>
                <name>pcieport</name>
              </driver>
              <capability type='pci'>
                <class>0x060400</class>
                <domain>0</domain>
                <bus>0</bus>
                <slot>1</slot>
                <function>0</function>
                <product id='0x1901'>Xeon E3-1200 v5 PCIe Controller (x16)</product>
                <vendor id='0x8086'>Intel Corporation</vendor>
                <capability type='pci-bridge'/>
                <iommuGroup number='1'>
                  <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                </iommuGroup>
              </capability>
            </device>
            <device>
              <name>pci_0000_01_00_0</name>
              <path>/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0</path>
              <parent>pci_0000_00_01_0</parent>
              <capability type='pci'>
                <class>0x030000</class>
                <domain>0</domain>
                <bus>1</bus>
                <slot>0</slot>
                <function>0</function>
                <product id='0x1b80'>GP104 &amp; more</product>
                <vendor id='0x10de'>NVIDIA Corporation</vendor>
                <iommuGroup number='1'/>
                <numa node='1'/>
                <pci-express>
                  <link validity='cap' port='0' speed='8' width='16'/>
                  <link validity='sta' speed='2.5' width='8'/>
                </pci-express>
              </capability>
            </device>
            """;

    static final String BUG_REPORT = """
            ____________________________________________

            Start of NVIDIA bug report log file.  Please include this file, along
            with a detailed description of your problem.

            nvidia-bug-report.sh Version: 31831145

            Date: Thu Oct 27 08:50:11 PM -03 2022
            uname: Linux box 6.1.0-13-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1 x86_64 GNU/Linux
            command line flags:

            ____________________________________________

            *** /proc/cmdline
            *** ls: -r--r--r-- 1 root root 0 2022-10-27 20:48:36.350700867 -0300 /proc/cmdline
            BOOT_IMAGE=/vmlinuz root=/dev/sda1 intel_iommu=on

            ____________________________________________

            *** /etc/redhat-release does not exist

            ____________________________________________

            /usr/bin/lspci -nntv

            -[0000:00]-+-00.0  Intel Corporation Device [8086:1918]

            ____________________________________________

            PCI devices configuration space dump using sysfs


            0000:01:00.0 030000: Vendor 10de Device 1b80 (rev a1)
            00: de 10 80 1b 07 00 10 00 a1 00 00 03 00 00 80 00
            10: 00 00 00 de 0c 00 00 c0 00 00 00 00 0c 00 00 d0
            20: 00 00 00 00 01 e0 00 00 00 00 00 00 42 38 80 61
            30: 00 00 00 00 60 00 00 00 00 00 00 00 0b 01 00 00

            ____________________________________________

            *** /sys/bus/pci/devices/0000:01:00.0/numa_node
            *** ls: -r--r--r-- 1 root root 4096 2022-10-27 20:48:36.350700867 -0300 /sys/bus/pci/devices/0000:01:00.0/numa_node
            1

            ____________________________________________

            /usr/bin/nvidia-smi topo -m

            \tGPU0\tCPU Affinity
            GPU0\t X \t0-7
            """;

    private Texts() {
    }
}
