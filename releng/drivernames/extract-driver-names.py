#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
"""Lists the PCI drivers inside the modules of 64-bit little-endian kernels from 5.10 to 7.2.

Usage: extract-driver-names.py FOLDER_WITH_KO_FILES... > module-drivers.tsv

A folder is named after its kernel's release, as those below lib/modules; the newest comes last. One line a driver:
module, driver name as the bus shows it, flags, and, where kernels differ, of the newest kernel that has the module.
A driver is found by its id table: modpost leaves a symbol __mod_pci__TABLE_device_table for each published table,
struct pci_driver points to the table, and the name pointer is the word before it (include/linux/pci.h).
Flags: async = probe_type PROBE_PREFER_ASYNCHRONOUS, sriov = has sriov_configure.
"""
import pathlib
import struct
import sys

# Offsets from the pointer to the table. The list node before the name went away in 6.8; two callbacks and dev_groups came
# in 5.15 and before, which moves probe_type of the embedded struct device_driver.
NAME, SRIOV = -8, 48


def probe_type(release):
    major, minor = (int(part) for part in release.split("-")[0].split(".")[:2])
    return 108 if (major, minor) < (5, 13) else 132


def read(path, probe):
    data = path.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return []
    shoff, = struct.unpack_from("<Q", data, 0x28)
    count, = struct.unpack_from("<H", data, 0x3C)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, shoff + 64 * i) for i in range(count)]
    symtab = next((s for s in sections if s[1] == 2), None)
    if symtab is None:
        return []
    strings = sections[symtab[6]]

    def text(base, at):
        end = data.index(b"\0", base + at)
        return data[base + at:end].decode("latin-1")

    symbols = []
    for at in range(symtab[4], symtab[4] + symtab[5], 24):
        name, _, _, shndx, value, _ = struct.unpack_from("<IBBHQQ", data, at)
        symbols.append((text(strings[4], name), shndx, value))
    tables = {(s[1], s[2]) for s in symbols if s[0].startswith("__mod_pci__")}
    if not tables:
        return []
    found = []
    for section in sections:
        if section[1] != 4:
            continue
        target = sections[section[7]]
        relocations = {}
        for at in range(section[4], section[4] + section[5], 24):
            offset, info, addend = struct.unpack_from("<QQq", data, at)
            _, shndx, value = symbols[info >> 32]
            relocations[offset] = (shndx, value + addend)
        for offset, where in relocations.items():
            if where not in tables or offset + NAME not in relocations:
                continue
            shndx, value = relocations[offset + NAME]
            if shndx >= len(sections):
                continue
            name = text(sections[shndx][4], value)
            if not name or not name.isprintable():
                continue
            flags = []
            if target[1] == 1 and offset + probe + 4 <= target[5]:
                if struct.unpack_from("<I", data, target[4] + offset + probe)[0] == 1:
                    flags.append("async")
            if offset + SRIOV in relocations:
                flags.append("sriov")
            found.append((name, ",".join(flags)))
    return found


def main():
    modules = {}
    for folder in map(pathlib.Path, sys.argv[1:]):
        probe = probe_type(folder.name)
        rows = {}
        for path in folder.rglob("*.ko"):
            for name, flags in read(path, probe):
                rows.setdefault(path.stem.replace("-", "_"), set()).add((name, flags))
        for module, drivers in rows.items():
            if module in modules and {n for n, _ in drivers} != {n for n, _ in modules[module]}:
                print(f"{folder.name}: {module} {sorted(modules[module])} -> {sorted(drivers)}", file=sys.stderr)
        modules.update(rows)
    for module in sorted(modules):
        for row in sorted(modules[module]):
            print(module, *row, sep="\t")


main()
