#!/bin/sh
# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
#
# Copies what Bindscope reads of this machine into one archive:
#   sh bindscope-capture.sh [ARCHIVE.tar.gz]
# Run as root to get whole configuration spaces; without root they hold 64 bytes.
# Only reads, and only files that are safe to read: never rom, vpd, resource0 and the like.
# Writes the archive and a temporary folder, nothing else. The archive names the host and may hold
# serial numbers in configuration space; look through it before you send it on.
set -eu

out=${1:-bindscope-$(uname -n).tar.gz}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

file() { # copies a readable file; the length that sysfs pretends does not matter
    [ -f "$1" ] && [ -r "$1" ] || return 0
    mkdir -p "$tmp${1%/*}"
    cat "$1" > "$tmp$1" 2>/dev/null || rm -f "$tmp$1"
}

link() { # copies a symbolic link as it is
    [ -L "$1" ] || return 0
    mkdir -p "$tmp${1%/*}"
    cp -P "$1" "$tmp${1%/*}/"
}

folder() { # makes a folder, so that its name is kept when nothing in it is copied
    [ ! -d "$1" ] || mkdir -p "$tmp$1"
}

attributes="vendor device subsystem_vendor subsystem_device class revision modalias uevent irq numa_node
    enable resource config boot_vga power_state reset_method driver_override devspec label ari_enabled
    max_link_speed max_link_width current_link_speed current_link_width secondary_bus_number
    subordinate_bus_number sriov_totalvfs sriov_numvfs sriov_offset sriov_stride sriov_vf_device
    sriov_drivers_autoprobe"

folder /sys/bus/pci/devices
for entry in /sys/bus/pci/devices/*; do
    link "$entry"
    real=$(readlink -f "$entry") || continue
    for name in $attributes; do
        file "$real/$name"
    done
    for name in driver iommu_group iommu of_node physfn subsystem "$real"/virtfn*; do
        link "$real/${name##*/}"
    done
    for name in "$real"/vfio-dev/*; do
        folder "$name"
    done
done

file /sys/bus/pci/drivers_autoprobe
for driver in /sys/bus/pci/drivers/*; do
    folder "$driver"
    for entry in "$driver"/*; do
        link "$entry"
    done
done

folder /sys/kernel/iommu_groups
for group in /sys/kernel/iommu_groups/*; do
    folder "$group/devices"
    for name in name type reserved_regions; do
        file "$group/$name"
    done
    for entry in "$group"/devices/*; do
        link "$entry"
    done
done
for entry in /sys/class/iommu/*; do
    link "$entry"
done

for module in /sys/module/*; do
    folder "$module"
    for name in "$module/initstate" "$module/refcnt" "$module"/parameters/*; do
        file "$name"
    done
    for entry in "$module"/drivers/*; do
        link "$entry"
    done
done

for node in /sys/devices/system/node/node*; do
    file "$node/cpulist"
    file "$node/meminfo"
done

file /sys/firmware/fdt
if [ -d /sys/firmware/devicetree/base ]; then
    find /sys/firmware/devicetree/base -type f | while IFS= read -r name; do
        file "$name"
    done
fi

for name in cmdline version modules; do
    file "/proc/$name"
done
release=$(uname -r)
for name in alias builtin builtin.modinfo dep softdep order; do
    file "/lib/modules/$release/modules.$name"
done
for name in /etc/modprobe.d/*.conf /run/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf /lib/modprobe.d/*.conf; do
    file "$name"
done
file "/boot/config-$release"

tar -czf "$out" -C "$tmp" .
echo "$out"
