#!/bin/sh
# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
#
# Copies what tells how the PCI devices of this machine are wired and bound into one archive.
#
#   sh bindscope-capture.sh [OPTION]... [ARCHIVE]
#
# It reads files by name from a list, follows no unknown link, writes nothing but the archive and a
# temporary folder, and never opens a file whose reading acts on a device (rom, vpd, resourceN, remove,
# rescan, reset). Needs no root, but only root can read whole configuration spaces, ACPI tables and
# the kernel's log. Runs in dash, bash and busybox ash.
set -u

version=1
usage() {
    cat <<'END'
Usage: sh bindscope-capture.sh [OPTION]... [ARCHIVE]
Copies what tells how the PCI devices of this machine are wired and bound into ARCHIVE
(default bindscope-HOST-DATE.tar.xz, .tar.gz or .tar, by what this machine has).

  --light           only devices, drivers, IOMMU groups and the kernel's lists: no logs, no firmware
                    tables, no configuration files, no output of tools
  --full            everything (default)
  --without PART    leave a part out, can be repeated: modules config logs firmware guests tools storage network
  --redact          replace serial numbers, MAC addresses, UUIDs and the host's name by pseudonyms
  --redact-key TEXT the same TEXT gives the same pseudonyms; default: a key that belongs to this machine
  --keep-oui        leave the vendor's part of MAC addresses as it is
  --limit SECONDS   give up on a file after so long (default 10; tools get six times as long)
  --root FOLDER     read FOLDER/sys, FOLDER/proc and so on instead of /, for a copied tree; runs no tools
  -h, --help        this text

Exit status: 0 the archive was written, 1 it was not, 2 the words were wrong.
END
}

fail() {
    printf 'bindscope-capture: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'bindscope-capture: %s (--help lists the options)\n' "$*" >&2
    exit 2
}

all_parts="pci modules iommu kernel config logs firmware guests tools storage network"
light_parts="pci modules iommu kernel"
parts=$all_parts mode=full redact=no keep_oui=no key='' limit=10 root='' archive=''
while [ $# -gt 0 ]; do
    case $1 in
    --light) mode=light parts=$light_parts ;;
    --full) mode=full parts=$all_parts ;;
    --without | --redact-key | --limit | --root)
        [ $# -ge 2 ] || wrong "$1 wants a value"
        case $1 in
        --without)
            case $2 in
            modules | config | logs | firmware | guests | tools | storage | network) ;;
            *) wrong "there is no part $2 that can be left out" ;;
            esac
            kept=
            for part in $parts; do
                [ "$part" = "$2" ] || kept="$kept $part"
            done
            parts=$kept
            ;;
        --redact-key) redact=yes key=$2 ;;
        --limit)
            case $2 in
            '' | *[!0-9]* | ?????*) wrong "--limit wants a number of seconds" ;;
            esac
            limit=$2
            ;;
        --root)
            [ -d "$2" ] || wrong "$2: a folder was expected"
            root=${2%/}
            ;;
        esac
        shift
        ;;
    --redact) redact=yes ;;
    --keep-oui) keep_oui=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    -?*) wrong "there is no option $1" ;;
    *)
        [ -z "$archive" ] || wrong "one archive was expected, not $archive and $1"
        archive=$1
        ;;
    esac
    shift
done

# How the archive is packed is settled before anything is collected, so that nothing is collected in vain. That a
# program is there does not say that it compresses: the xz of busybox only unpacks.
packs() {
    printf x | $1 >/dev/null 2>&1
}

command -v tar >/dev/null 2>&1 || fail "tar is missing, so no archive can be written"
case $archive in
'')
    ending=.tar packer='cat'
    if packs 'xz -T0 -6'; then
        ending=.tar.xz packer='xz -T0 -6'
    elif packs gzip; then
        ending=.tar.gz packer=gzip
    fi
    ;;
*.xz) packer='xz -T0 -6' ;;
*.gz | *.tgz) packer=gzip ;;
*.zst) packer='zstd -q' ;;
*) packer='cat' ;;
esac
packs "$packer" || fail "${packer%% *} is missing or cannot compress: name the archive .tar or .tar.gz"
case $archive in
*/*) [ -d "${archive%/*}" ] || fail "${archive%/*}: no such folder" ;;
esac

umask 077
work=$(mktemp -d) || fail "no temporary folder could be made"
top=$work/bindscope-snapshot
notes=$top/bindscope-capture
worker=
tidy() {
    [ -z "$worker" ] || kill -9 "$worker" 2>/dev/null
    rm -rf "$work"
}
trap tidy EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$notes"
: >"$notes/unreadable"
: >"$notes/commands"
: >"$work/hung"
: >"$work/now"

# ---------------------------------------------------------------------------------------------------
# Copying. Every function takes a path of the machine and does nothing when there is nothing. What is
# there and cannot be read is written down, so that absent and unreadable stay apart. The path in work
# is kept in $work/now, for the watchman below.

unreadable() { # PATH REASON
    printf '%s\t%s\n' "$1" "$2" >>"$notes/unreadable"
}

may_copy() { # PATH: whether to read it, having noted why not
    [ ! -e "$top$1" ] || return 1
    [ -e "$root$1" ] || return 1
    if [ ! -f "$root$1" ]; then
        unreadable "$1" "not a regular file"
        return 1
    fi
    if [ ! -r "$root$1" ]; then
        unreadable "$1" "permission denied"
        return 1
    fi
    case $hung in
    *"
$1
"*) return 1 ;;
    esac
    [ -d "$top${1%/*}" ] || mkdir -p "$top${1%/*}"
}

attribute() { # PATH of a short text; the shell copies it, a process for each would take minutes
    may_copy "$1" || return 0
    printf '%s\n' "$1" >"$work/now"
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s\n' "$line"
    done <"$root$1" >"$top$1" 2>/dev/null
    # Nothing: either the file is empty or reading failed, which the shell does not tell.
    [ -s "$top$1" ] || whole "$1" again
}

whole() { # PATH of any file; the copy has a process of its own, which can be ended when it hangs
    [ "${2:-}" = again ] || may_copy "$1" || return 0
    printf '%s\n' "$1" >"$work/now"
    cat "$root$1" >"$top$1" 2>"$work/error" &
    printf '%s\n' $! >"$work/child"
    if ! wait $!; then
        rm -f "$top$1"
        reason=
        while IFS= read -r line; do
            reason=${line##*: }
        done <"$work/error"
        unreadable "$1" "${reason:-gave no answer in time}"
    fi
    : >"$work/child"
}

links() { # FOLDER NAME...: symbolic links, as they are
    folder=$1
    shift
    for name in "$@"; do
        shift
        if [ -L "$root$folder/$name" ] && [ ! -L "$top$folder/$name" ]; then
            set -- "$@" "$root$folder/$name"
        fi
    done
    [ $# -gt 0 ] || return 0
    [ -d "$top$folder" ] || mkdir -p "$top$folder"
    cp -P "$@" "$top$folder/" 2>/dev/null || unreadable "$folder" "a link could not be copied"
}

folder_names() { # PATH: keeps the names of the folders in a folder, not what is in them
    for name in "$root$1"/*; do
        [ -d "$name" ] && [ ! -L "$name" ] && mkdir -p "$top${name#"$root"}"
    done
    [ ! -d "$root$1" ] || mkdir -p "$top$1"
}

tool() { # OUTPUT COMMAND...: what a tool prints, when this machine has it
    output=$1
    shift
    [ -z "$root" ] && command -v "$1" >/dev/null 2>&1 || return 0
    [ ! -e "$top/$output" ] || return 0
    case $hung in
    *"
!$output
"*) return 0 ;;
    esac
    printf '!%s\n' "$output" >"$work/now"
    "$@" >"$top/$output" 2>"$work/error" </dev/null &
    printf '%s\n' $! >"$work/child"
    wait $!
    status=$?
    : >"$work/child"
    printf '%s\t%s\t%s\n' "$status" "$output" "$*" >>"$notes/commands"
    if [ ! -s "$top/$output" ]; then
        rm -f "$top/$output"
    fi
}

# ---------------------------------------------------------------------------------------------------
# The parts.

# power_state stands before config, because reading the configuration space wakes a sleeping device.
device_attributes="power_state vendor device subsystem_vendor subsystem_device class revision modalias uevent irq
    numa_node local_cpulist enable resource boot_vga reset_method driver_override d3cold_allowed devspec label
    acpi_index ari_enabled msi_bus max_link_speed max_link_width current_link_speed current_link_width
    secondary_bus_number subordinate_bus_number sriov_totalvfs sriov_numvfs sriov_offset sriov_stride
    sriov_vf_device sriov_drivers_autoprobe aer_dev_correctable aer_dev_fatal aer_dev_nonfatal"

pci_function() { # NAME, as in /sys/bus/pci/devices
    entry=/sys/bus/pci/devices/$1
    if [ -L "$root$entry" ]; then
        target=$(readlink "$root$entry")
        case $target in
        ../../../devices/*..*) unreadable "$entry" "its link leads astray" && return ;;
        ../../../devices/*) place=/sys/devices/${target#../../../devices/} ;;
        *) unreadable "$entry" "its link leads astray" && return ;;
        esac
    else
        place=$entry
    fi
    for name in $device_attributes; do
        attribute "$place/$name"
    done
    whole "$place/config"
    virtual=
    for name in "$root$place"/virtfn*; do
        [ ! -L "$name" ] || virtual="$virtual ${name##*/}"
    done
    # shellcheck disable=SC2086 # The names virtfn0, virtfn1 and so on are words.
    links "$place" driver iommu_group iommu of_node firmware_node physfn subsystem $virtual
    for name in vfio-dev net drm nvme infiniband usb4 sound mdev_supported_types nvidia; do
        [ ! -d "$root$place/$name" ] || folder_names "$place/$name"
    done
}

part_pci() {
    mkdir -p "$top/sys/bus/pci/devices" "$top/sys/bus/pci/drivers"
    attribute /sys/bus/pci/drivers_autoprobe
    for each in "$root"/sys/bus/pci/devices/*; do
        [ -e "$each" ] || [ -L "$each" ] || continue
        links /sys/bus/pci/devices "${each##*/}"
        pci_function "${each##*/}"
    done
    for each in "$root"/sys/bus/pci/drivers/*; do
        [ -d "$each" ] || continue
        driver=${each#"$root"}
        mkdir -p "$top$driver"
        set --
        for name in "$each"/*; do
            [ ! -L "$name" ] || set -- "$@" "${name##*/}"
        done
        links "$driver" "$@"
    done
    for each in "$root"/sys/bus/pci/slots/*; do
        attribute "${each#"$root"}/address"
    done
    for each in "$root"/sys/devices/system/node/node*; do
        for name in cpulist distance meminfo; do
            attribute "${each#"$root"}/$name"
        done
    done
}

part_iommu() {
    [ ! -d "$root/sys/kernel/iommu_groups" ] || mkdir -p "$top/sys/kernel/iommu_groups"
    for each in "$root"/sys/kernel/iommu_groups/*; do
        [ -d "$each" ] || continue
        group=${each#"$root"}
        for name in name type reserved_regions; do
            attribute "$group/$name"
        done
        mkdir -p "$top$group/devices"
        set --
        for name in "$each"/devices/*; do
            [ ! -L "$name" ] || set -- "$@" "${name##*/}"
        done
        links "$group/devices" "$@"
    done
    [ ! -d "$root/sys/class/iommu" ] || mkdir -p "$top/sys/class/iommu"
    for each in "$root"/sys/class/iommu/*; do
        links /sys/class/iommu "${each##*/}"
    done
}

part_modules() {
    for each in "$root"/sys/module/*; do
        [ -d "$each" ] || continue
        module=${each#"$root"}
        mkdir -p "$top$module"
        for name in initstate refcnt version srcversion taint; do
            attribute "$module/$name"
        done
        for name in "$each"/parameters/*; do
            attribute "${name#"$root"}"
        done
        set --
        for name in "$each"/drivers/*; do
            [ ! -L "$name" ] || set -- "$@" "${name##*/}"
        done
        links "$module/drivers" "$@"
    done
    for each in "$root"/lib/modules/*; do
        # Another kernel's lists would only say what that kernel would do.
        [ "${each##*/}" = "$release" ] || [ -n "$root" ] || continue
        for name in alias builtin builtin.modinfo dep softdep order; do
            whole "${each#"$root"}/modules.$name"
        done
    done
}

part_kernel() {
    for name in cmdline version modules swaps sys/kernel/osrelease sys/kernel/arch sys/kernel/tainted; do
        whole "/proc/$name"
    done
    if [ -z "$root" ] && [ ! -e "$top/proc/sys/kernel/arch" ]; then
        # Only kernels since 6.1 have the file.
        mkdir -p "$top/proc/sys/kernel"
        uname -m >"$top/proc/sys/kernel/arch"
    fi
    whole /proc/config.gz
    whole "/boot/config-$release"
    whole "/lib/modules/$release/config"
}

part_config() {
    for each in "$root"/etc/modprobe.d/* "$root"/run/modprobe.d/*.conf "$root"/usr/local/lib/modprobe.d/*.conf \
        "$root"/usr/lib/modprobe.d/*.conf "$root"/lib/modprobe.d/*.conf "$root"/etc/modules-load.d/*.conf \
        "$root"/etc/dracut.conf.d/*.conf "$root"/etc/mkinitcpio.conf.d/*.conf "$root"/etc/initramfs-tools/conf.d/* \
        "$root"/etc/driverctl.d/* "$root"/etc/udev/rules.d/*.rules "$root"/usr/lib/udev/rules.d/*vfio*.rules \
        "$root"/etc/systemd/system/*vfio* "$root"/etc/systemd/system/*driverctl* \
        "$root"/etc/systemd/system/*nvidia* "$root"/boot/loader/entries/*.conf; do
        if [ -L "$each" ]; then
            # A link to /dev/null switches the distribution's file off; the target may be anywhere.
            path=${each#"$root"}
            links "${path%/*}" "${path##*/}"
        else
            whole "${each#"$root"}"
        fi
    done
    for each in /etc/modules /etc/default/grub /etc/kernel/cmdline /etc/dracut.conf /etc/mkinitcpio.conf \
        /etc/initramfs-tools/modules /etc/initramfs-tools/initramfs.conf; do
        whole "$each"
    done
    tool lsinitramfs.txt lsinitramfs "/boot/initrd.img-$release"
    [ -e "$top/lsinitramfs.txt" ] || tool lsinitrd.txt lsinitrd
}

part_logs() {
    tool dmesg.txt dmesg
    [ -s "$top/dmesg.txt" ] || tool dmesg.txt journalctl -k -b --no-pager
    [ -z "$root" ] || whole /dmesg.txt
    whole /proc/iomem
    whole /proc/ioports
    whole /proc/interrupts
}

part_firmware() {
    for name in DMAR IVRS IORT MCFG SRAT SLIT HMAT; do
        whole "/sys/firmware/acpi/tables/$name"
    done
    # Slots, firmware and strings that name no single machine. Types 1 to 3 hold serial numbers.
    for each in "$root"/sys/firmware/dmi/entries/0-* "$root"/sys/firmware/dmi/entries/9-* \
        "$root"/sys/firmware/dmi/entries/41-*; do
        [ ! -d "$each" ] || whole "${each#"$root"}/raw"
    done
    for name in sys_vendor product_name board_name bios_vendor bios_version bios_date; do
        attribute "/sys/class/dmi/id/$name"
    done
    # The blob would have to be taken apart to be redacted; the tree below says the same.
    [ "$redact" = yes ] || whole /sys/firmware/fdt
    base=/sys/firmware/devicetree/base
    if [ -d "$root$base" ] && [ ! -e "$work/tree" ]; then
        mkdir -p "$top${base%/*}"
        printf '%s\n' "$base" >"$work/now"
        cp -RP "$root$base" "$top${base%/*}/" 2>"$work/error" &
        printf '%s\n' $! >"$work/child"
        wait $!
        : >"$work/child"
        while IFS= read -r line; do
            # cp: cannot open '/sys/firmware/devicetree/base/ibm,x' for reading: Permission denied
            path=${line#*"'$root"}
            [ "$path" = "$line" ] || unreadable "${path%%"'"*}" "${line##*: }"
        done <"$work/error"
        : >"$work/tree"
    fi
    links /proc device-tree
}

part_guests() {
    # Only what claims PCI devices: the rest of these files holds passwords and names. Lines keep their
    # numbers.
    for each in "$root"/etc/libvirt/qemu/*.xml; do
        path=${each#"$root"}
        may_copy "$path" || continue
        printf '%s\n' "$path" >"$work/now"
        awk '/<domain/ { print "<domain>"; next }
            /<\/domain>/ { print "</domain>"; next }
            /<hostdev/ { inside = 1 }
            inside { print; if (/<\/hostdev>/) inside = 0; next }
            { print "" }' "$each" >"$top$path"
    done
    for each in "$root"/etc/pve/qemu-server/*.conf; do
        path=${each#"$root"}
        may_copy "$path" || continue
        printf '%s\n' "$path" >"$work/now"
        awk '/^hostpci/ || /^\[/ { print; next } { print "" }' "$each" >"$top$path"
    done
}

part_tools() {
    tool udevadm-export-db.txt udevadm info --export-db
    for each in "$root"/proc/driver/nvidia/gpus/*; do
        whole "${each#"$root"}/information"
        whole "${each#"$root"}/numa_status"
    done
    whole /proc/driver/nvidia/version
    whole /proc/driver/nvidia/params
    [ ! -d "$root/proc/driver/nvidia-nvswitch/devices" ] || folder_names /proc/driver/nvidia-nvswitch/devices
    tool nvidia-smi-topo-m.txt nvidia-smi topo -m
    # A dead GPU makes nvidia-smi wait for ever: then it is not asked again.
    case $hung in
    *"
!nvidia-smi"*) return 0 ;;
    esac
    tool nvidia-smi-nvlink-s.txt nvidia-smi nvlink -s
    tool nvidia-smi-nvlink-R.txt nvidia-smi nvlink -R
    tool nvidia-smi-nvlink-c.txt nvidia-smi nvlink -c
    tool nvidia-smi-c2c-s.txt nvidia-smi c2c -s
    tool nvidia-smi-q-x.xml nvidia-smi -q -x
}

part_storage() {
    # /proc/mounts is a link into the folder of this very process.
    whole /proc/mounts
    tool lsblk.json lsblk --json -o NAME,KNAME,PKNAME,TYPE,FSTYPE,MOUNTPOINT
    for each in "$root"/sys/class/block/*; do
        links /sys/class/block "${each##*/}"
    done
}

part_network() {
    whole /proc/net/route
    for each in "$root"/sys/class/net/*; do
        links /sys/class/net "${each##*/}"
    done
}

# ---------------------------------------------------------------------------------------------------
# The watchman. The parts run in a process of their own. When that stays at one file for too long, its
# child is ended; when that does not help, the process is, and another goes on behind that file.

nap() {
    sleep 0.2 2>/dev/null || sleep 1
}

collect() {
    hung="
$(cat "$work/hung")
"
    for part in $parts; do
        "part_$part"
    done
    : >"$work/done"
}

watch_worker() { # ends 0 when the worker is done, 1 when it hung
    seen='' since=$(date +%s)
    while [ ! -e "$work/done" ]; do
        nap
        read -r now <"$work/now" || now=
        time=$(date +%s)
        if [ "$now" != "$seen" ]; then
            seen=$now since=$time
            continue
        fi
        case $now in
        !*) allowed=$((limit * 6)) ;;
        *) allowed=$limit ;;
        esac
        [ $((time - since)) -ge "$allowed" ] || continue
        read -r child <"$work/child" 2>/dev/null || child=
        if [ -n "$child" ] && [ $((time - since)) -lt $((allowed + 3)) ]; then
            kill -9 "$child" 2>/dev/null
            printf '%s\n' "$now" >>"$work/hung"
            continue
        fi
        printf '%s\n' "$now" >>"$work/hung"
        unreadable "${now#!}" "gave no answer in $allowed seconds"
        return 1
    done
    return 0
}

release=$(cat "$root/proc/sys/kernel/osrelease" 2>/dev/null) || release=$(uname -r)
started=$(date +%s)
tries=0
: >"$work/child"
while [ "$tries" -lt 30 ]; do
    tries=$((tries + 1))
    collect &
    worker=$!
    if watch_worker; then
        wait "$worker"
        break
    fi
    kill -9 "$worker" 2>/dev/null
done
worker=
[ -e "$work/done" ] || printf 'bindscope-capture: too many files gave no answer; the archive is not complete\n' >&2
sort -u "$notes/unreadable" >"$work/sorted" && mv "$work/sorted" "$notes/unreadable"

# ---------------------------------------------------------------------------------------------------
# Redaction: first all that identifies is found, then every find gets a pseudonym, the same for the
# same find, then the texts are written again.

digest() { # TEXT: 32 hexadecimal digits that nobody can turn back without the key
    sum=$(printf '%s:%s' "$key" "$1" | sha256sum)
    printf '%.32s' "$sum"
}

# shellcheck disable=SC2016 # It is a program of awk.
# In mode "find" prints kind, find and file; else prints the text with pseudonyms from the file "map".
redactor='
function hex(c) { return c != "" && index("0123456789abcdefABCDEF", c) > 0 }
function word(c) { return c != "" && c ~ /[0-9A-Za-z_]/ }
function swap(kind, find,    form) {
    form = kind == "serial" || kind == "host" ? find : tolower(find)
    if (mode == "find") { if (!((kind, form) in told)) { told[kind, form] = 1 }; count[kind]++; return find }
    return (kind SUBSEP form) in token ? token[kind SUBSEP form] : find
}
function pattern(text, kind, re,    out, before, find, after) {
    out = ""
    while (match(text, re)) {
        find = substr(text, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(text, RSTART - 1, 1) : substr(out, length(out), 1)
        after = substr(text, RSTART + RLENGTH, 1)
        if (hex(before) || before == ":" || hex(after) || after == ":") {
            out = out substr(text, 1, RSTART)
            text = substr(text, RSTART + 1)
        } else {
            out = out substr(text, 1, RSTART - 1) swap(kind, find)
            text = substr(text, RSTART + RLENGTH)
        }
    }
    return out text
}
function interfaces(text,    out, find, address, before, after, i) {
    # Named after their address, as systemd does: enx0123456789ab.
    out = ""
    while (match(text, "(en|wl)x" l12)) {
        find = substr(text, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(text, RSTART - 1, 1) : substr(out, length(out), 1)
        after = substr(text, RSTART + RLENGTH, 1)
        out = out substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        if (before !~ /[0-9A-Za-z]/ && after !~ /[0-9A-Za-z]/) {
            address = ""
            for (i = 4; i < 16; i += 2) address = address (i > 4 ? ":" : "") substr(find, i, 2)
            address = swap("mac", address)
            gsub(":", "", address)
            find = substr(find, 1, 3) address
        }
        out = out find
    }
    return out text
}
function serial(text,    rest, head) {
    # KEY=VALUE of udev, <serial>VALUE</serial>, "Serial Number : VALUE"
    if (match(text, /(SERIAL|SERIAL_SHORT|WWN|WWN_WITH_EXTENSION|WWID|NQN|EUI|NGUID)=/)) {
        head = substr(text, 1, RSTART + RLENGTH - 1); rest = substr(text, RSTART + RLENGTH)
        return rest == "" ? text : head swap("serial", rest)
    }
    if (match(text, /<(serial|wwn|board_serial|gpu_serial|nodeguid)>/)) {
        head = substr(text, 1, RSTART + RLENGTH - 1); rest = substr(text, RSTART + RLENGTH)
        if (match(rest, /<\//) && RSTART > 1 && substr(rest, 1, RSTART - 1) != "N/A")
            return head swap("serial", substr(rest, 1, RSTART - 1)) substr(rest, RSTART)
        return text
    }
    if (match(text, /[Ss]erial ?[Nn]umber *[:=] */)) {
        head = substr(text, 1, RSTART + RLENGTH - 1); rest = substr(text, RSTART + RLENGTH)
        return rest == "" || rest == "N/A" || rest ~ /^[0-9a-f]+:[0-9a-f][0-9a-f]:[01]/ ? text : head swap("serial", rest)
    }
    return text
}
function hostname(text,    out, at, before, after) {
    if (host == "") return text
    out = ""
    while ((at = index(text, host)) > 0) {
        before = at > 1 ? substr(text, at - 1, 1) : substr(out, length(out), 1)
        after = substr(text, at + length(host), 1)
        out = out substr(text, 1, at - 1) (word(before) || word(after) ? host : swap("host", host))
        text = substr(text, at + length(host))
    }
    return out text
}
BEGIN {
    h = "[0-9a-fA-F]"; h2 = h h; h4 = h2 h2
    l12 = "[0-9a-f]"; l12 = l12 l12 l12; l12 = l12 l12 l12 l12
    mac = h2 ":" h2 ":" h2 ":" h2 ":" h2 ":" h2
    uuid = h4 h4 "-" h4 "-" h4 "-" h4 "-" h4 h4 h4
    if (mode != "find") while ((getline line < map) > 0) { split(line, f, "\t"); token[f[1] SUBSEP f[2]] = f[3] }
}
{
    text = serial($0)
    text = pattern(text, "uuid", uuid)
    text = pattern(text, "mac", mac)
    text = interfaces(text)
    text = hostname(text)
    if (mode != "find") print text
}
END {
    if (mode == "find") {
        for (k in told) { split(k, f, SUBSEP); print f[1] "\t" f[2] > finds }
        for (k in count) print k "\t" count[k] "\t" place > report
    }
}'

pseudonym() { # KIND FIND
    d=$(digest "$2")
    case $1 in
    mac)
        head=02:$(printf '%.2s' "$d")
        head=$head:$(printf '%.4s' "$d" | cut -c3-4)
        [ "$keep_oui" = no ] || head=$(printf '%.8s' "$2")
        printf '%s:%s\n' "$head" "$(printf '%s' "$d" | sed 's/^....\(..\)\(..\)\(..\).*/\1:\2:\3/')"
        ;;
    uuid) printf '%s\n' "$d" | sed 's/^\(........\)\(....\)\(....\)\(....\)/\1-\2-\3-\4-/' ;;
    host) printf 'host-%.8s\n' "$d" ;;
    *) printf 'redacted-%.12s\n' "$d" ;;
    esac
}

redact_texts() {
    find "$top" -type f ! -path "$top/sys/*" ! -path "$top/lib/modules/*" ! -path "$notes/*" \
        ! -name config.gz ! -name 'config-*' ! -path "$top/proc/modules" >"$work/texts"
    : >"$work/finds"
    : >"$work/report"
    find "$top" \( -name 'enx*' -o -name 'wlx*' \) >"$work/interfaces"
    sed 's,.*/,,' "$work/interfaces" | awk -v mode=find -v finds="$work/one" -v report="$work/report" \
        -v place="names of interfaces" "$redactor"
    [ ! -e "$work/one" ] || mv "$work/one" "$work/finds"
    while IFS= read -r text; do
        awk -v mode=find -v host="$host" -v finds="$work/one" -v report="$work/counted" \
            -v place="${text#"$top"}" "$redactor" "$text" || fail "$text could not be redacted"
        [ ! -e "$work/one" ] || cat "$work/one" >>"$work/finds"
        [ ! -e "$work/counted" ] || cat "$work/counted" >>"$work/report"
        rm -f "$work/one" "$work/counted"
    done <"$work/texts"
    sort -u "$work/finds" | while IFS='	' read -r kind find; do
        printf '%s\t%s\t%s\n' "$kind" "$find" "$(pseudonym "$kind" "$find")"
    done >"$work/map"
    while IFS= read -r text; do
        if ! awk -v mode=write -v host="$host" -v map="$work/map" "$redactor" "$text" >"$work/clean" ||
            ! cat "$work/clean" >"$text"; then
            fail "$text could not be redacted"
        fi
    done <"$work/texts"
}

renamed() { # TEXT
    printf '%s\n' "$1" | awk -v mode=write -v map="$work/map" "$redactor"
}

# Folders and links of interfaces; those of the network class point at them.
redact_names() {
    [ -s "$work/interfaces" ] || return 0
    for link in "$top"/sys/class/net/*; do
        [ ! -L "$link" ] || ln -sfn "$(renamed "$(readlink "$link")")" "$link"
    done
    # What is inside of a folder comes after it, so the last goes first.
    sort -r "$work/interfaces" | while IFS= read -r old; do
        new=$(renamed "${old##*/}")
        [ "$new" = "${old##*/}" ] || mv "$old" "${old%/*}/$new"
    done
}

patch() { # FILE OFFSET BYTE...: bytes in hexadecimal
    file=$1 at=$2
    shift 2
    for byte in "$@"; do
        # shellcheck disable=SC2059 # The format is a byte in octal.
        printf "\\$(printf %03o "0x$byte")"
    done | dd of="$file" bs=1 seek="$at" conv=notrunc 2>/dev/null
}

# Prints the offset of the Device Serial Number (extended capability 0003h, PCIe 7.9.3) and its bytes from
# the highest to the lowest, and the offset of the data register of Vital Product Data.
# shellcheck disable=SC2016 # It is a program of awk.
serial_in_config='
{ for (i = 1; i <= NF; i++) byte[n++] = $i }
function value(at, size,    v, i) {
    v = 0
    for (i = size - 1; i >= 0; i--) v = v * 256 + index(digits, substr(byte[at + i], 1, 1)) * 16 - 16 + index(digits, substr(byte[at + i], 2, 1)) - 1
    return v
}
END {
    digits = "0123456789abcdef"
    if (n >= 64 && int(value(6, 2) / 16) % 2 == 1)
        for (at = value(52, 1) - value(52, 1) % 4; at >= 64 && at + 8 <= n && !seen[at]++; at = value(at + 1, 1) - value(at + 1, 1) % 4)
            if (byte[at] == "03") print "vpd", at
    if (n > 256)
        for (at = 256; at >= 256 && at + 12 <= n && !seen[at]++; at = int(value(at + 2, 2) / 16) - int(value(at + 2, 2) / 16) % 4)
            if (byte[at] == "03" && byte[at + 1] == "00")
                print "dsn", at + 4, byte[at+11] byte[at+10] byte[at+9] byte[at+8] byte[at+7] byte[at+6] byte[at+5] byte[at+4]
}'

redact_config() {
    find "$top/sys/devices" "$top/sys/bus/pci/devices" -type f -name config 2>/dev/null >"$work/configs"
    while IFS= read -r config; do
        od -An -v -tx1 "$config" | awk "$serial_in_config" | while read -r kind at old; do
            if [ "$kind" = vpd ]; then
                patch "$config" $((at + 4)) 00 00 00 00
                continue
            fi
            new=$(digest "$old")
            [ "$keep_oui" = no ] || new=$(printf '%.6s' "$old")$new
            # shellcheck disable=SC2046 # Eight bytes, lowest first.
            patch "$config" "$at" $(printf '%.16s' "$new" |
                sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\8 \7 \6 \5 \4 \3 \2 \1/')
            printf 'device serial number\t1\t%s\n' "${config#"$top"}" >>"$work/report"
        done
    done <"$work/configs"
}

redact_tree() {
    [ -d "$top/sys/firmware/devicetree/base" ] || return 0
    find "$top/sys/firmware/devicetree/base" -type f \( -name serial-number -o -name system-id -o -name host-serial \
        -o -name 'serial#' -o -name board-serial -o -name 'ibm,partition-uuid' -o -name 'ibm,partition-name' \
        -o -name vm,uuid -o -name local-mac-address -o -name mac-address -o -name 'ibm,vpd' -o -name '*loc-code' \
        -o -name '*location-code' -o -name '*slot-label' \) >"$work/properties"
    while IFS= read -r file; do
        chmod u+rw "$file"
        place=${file#"$top"}
        case ${file##*/} in
        local-mac-address | mac-address)
            mac=$(od -An -v -tx1 "$file" | tr -d ' \n')
            new=$(digest "$(printf '%s' "$mac" | sed 's/\(..\)/\1:/g; s/:$//')")
            # shellcheck disable=SC2046 # Five bytes.
            patch "$file" 0 02 $(printf '%.10s' "$new" | sed 's/\(..\)/\1 /g')
            ;;
        ibm,vpd)
            rm -f "$file"
            unreadable "$place" "left out, because it holds serial numbers"
            ;;
        *)
            text=$(tr -d '\000' <"$file")
            serial=$text
            case ${file##*/} in
            *loc-code | *location-code | *slot-label)
                # U78D3.001.WZS004A-P1-C5 or UOPWR.7887E6A-Node0: a word of seven is a serial number.
                serial=$(printf '%s' "$text" |
                    sed -n 's/^U[0-9A-Z]\{4\}\(\.[0-9A-Z]\{3\}\)\{0,1\}\.\([0-9A-Z]\{7\}\)\([^0-9A-Z].*\)\{0,1\}$/\2/p')
                ;;
            esac
            [ -n "$serial" ] || continue
            new=$(digest "$serial" | tr 'a-f' 'A-F')
            printf '%s%s%s\000' "${text%%"$serial"*}" "$(printf "%.${#serial}s" "$new$new$new$new")" "${text#*"$serial"}" >"$work/clean"
            cat "$work/clean" >"$file"
            ;;
        esac
        printf 'device tree property\t1\t%s\n' "$place" >>"$work/report"
    done <"$work/properties"
}

host=$(cat "$root/proc/sys/kernel/hostname" 2>/dev/null || uname -n)
host=${host%%.*}
if [ "$redact" = yes ]; then
    command -v sha256sum >/dev/null 2>&1 || fail "--redact needs sha256sum"
    [ -n "$key" ] || key=$(cat "$root/etc/machine-id" 2>/dev/null)
    [ -n "$key" ] || key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    [ -n "$key" ] || fail "there is no key for the pseudonyms: give one with --redact-key"
    case $host in
    localhost | '' | ? | ??) host= ;;
    esac
    redact_texts
    redact_names
    redact_config
    redact_tree
    sort "$work/report" >"$notes/redacted"
fi

# ---------------------------------------------------------------------------------------------------
# The manifest and the archive.

files=$(find "$top" -type f | wc -l)
missed=$(wc -l <"$notes/unreadable")
{
    printf 'format: 1\n'
    printf 'script: bindscope-capture %s\n' "$version"
    printf 'time: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf 'seconds: %s\n' $(($(date +%s) - started))
    printf 'user: %s\n' "$([ "$(id -u)" = 0 ] && echo root || echo not root)"
    printf 'mode: %s\n' "$mode"
    printf 'parts: %s\n' "$(echo "$parts" | tr -s ' ')"
    printf 'kernel: %s\n' "$release"
    printf 'redacted: %s\n' "$redact"
    printf 'complete: %s\n' "$([ -e "$work/done" ] && echo yes || echo no)"
    printf 'files: %s\n' "$((files))"
    printf 'unreadable: %s\n' "$((missed))"
} >"$notes/manifest"

if [ -z "$archive" ]; then
    name=bindscope-$host-$(date +%Y%m%d-%H%M%S)
    [ "$redact" = no ] || name=bindscope-redacted-$(date +%Y%m%d-%H%M%S)
    archive=$name$ending
fi
# Copies of unreadable folders may lack the right to be listed.
chmod -R u+rwX "$top"
tar -C "$work" -cf "$work/archive.tar" bindscope-snapshot || fail "the archive could not be packed"
$packer <"$work/archive.tar" >"$work/archive" || fail "the archive could not be compressed"
cat "$work/archive" >"$archive" || fail "$archive could not be written"

printf 'bindscope-capture: %s files, %s could not be read, %s s\n' "$((files))" "$((missed))" \
    $(($(date +%s) - started)) >&2
[ "$(id -u)" = 0 ] || [ -n "$root" ] || printf '%s\n' \
    'bindscope-capture: not run as root: configuration spaces end at 64 bytes, so ACS and capabilities are missing' >&2
[ "$redact" = no ] || printf 'bindscope-capture: what was replaced is listed in bindscope-capture/redacted\n' >&2
printf '%s\n' "$archive"
