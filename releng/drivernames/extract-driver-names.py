#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Bindscope authors
# SPDX-License-Identifier: EPL-2.0
"""Lists the PCI drivers inside the modules of a 64-bit little-endian 6.1 kernel.

Usage: extract-driver-names.py FOLDER_WITH_KO_FILES > module-drivers.tsv

One line a driver: module, driver name as the bus shows it, flags. A driver is found by its id table:
modpost leaves a symbol __mod_pci__TABLE_device_table for each published table, struct pci_driver
points to the table, and the name pointer is the word before it (include/linux/pci.h, Linux 6.1).
Flags: async = probe_type PROBE_PREFER_ASYNCHRONOUS, sriov = has sriov_configure.
"""
import pathlib
import struct
import sys

NAME, TABLE, SRIOV, PROBE_TYPE = 16, 24, 72, 156


def read(path):
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
            base = offset - TABLE
            if where not in tables or base < 0 or base + NAME not in relocations:
                continue
            shndx, value = relocations[base + NAME]
            if shndx >= len(sections):
                continue
            name = text(sections[shndx][4], value)
            if not name or not name.isprintable():
                continue
            flags = []
            if target[1] == 1 and base + PROBE_TYPE + 4 <= target[5]:
                if struct.unpack_from("<I", data, target[4] + base + PROBE_TYPE)[0] == 1:
                    flags.append("async")
            if base + SRIOV in relocations:
                flags.append("sriov")
            found.append((name, ",".join(flags)))
    return found


def main():
    rows = set()
    for path in pathlib.Path(sys.argv[1]).rglob("*.ko"):
        for name, flags in read(path):
            rows.add((path.stem.replace("-", "_"), name, flags))
    for row in sorted(rows):
        print("\t".join(row))


main()
