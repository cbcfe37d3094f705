// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the value of a property the meaning that its name and its place in the tree define. Names that are not known are shown
 * as dtc would guess them. Never throws for bad data: that gives {@link DtValue.Raw} with the reason.
 */
public final class PropertyDecoder {

    private static final Set<String> NODES_OF_PATHS = Set.of("aliases", "__symbols__");

    private final Fdt tree;
    private final PhandleIndex phandles;
    private final boolean overlay;

    /** Decodes properties of this tree. */
    public PropertyDecoder(Fdt tree, PhandleIndex phandles) {
        this.tree = tree;
        this.phandles = phandles;
        this.overlay = tree.root().child("__local_fixups__").isPresent() || tree.root().child("__fixups__").isPresent();
    }

    /**
     * Decodes a value.
     *
     * @param node     the node that has the property
     * @param property one of its properties
     */
    public DtValue decode(FdtNode node, FdtProperty property) {
        if (property.availability() != FdtProperty.Availability.READ) {
            return new DtValue.Unknown(property.availability());
        }
        PropertyKind kind = kind(node, property);
        try {
            return property.length() == 0 ? empty(kind) : decode(node, property, kind);
        } catch (UndecodableException e) {
            return new DtValue.Raw(ValueGuess.of(property), property, e.getMessage(), e.references());
        }
    }

    /** {@return whether a property of that name may hold references to nodes} */
    boolean mayRefer(FdtNode node, FdtProperty property) {
        return switch (kind(node, property).form()) {
            case REFERENCES, INTERRUPT_MAP, ID_MAP, PATH -> true;
            default -> false;
        };
    }

    private PropertyKind kind(FdtNode node, FdtProperty property) {
        boolean belowRoot = node.parent().isPresent() && node.parent().get().parent().isEmpty();
        if (belowRoot && NODES_OF_PATHS.contains(node.name()) && !property.name().endsWith("phandle")
                && !property.name().equals("name")) {
            return new PropertyKind(PropertyKind.Form.PATH, "", false);
        }
        if (overlay && isFixup(node)) {
            // places inside of other properties, named after these
            return new PropertyKind(PropertyKind.Form.UNKNOWN, "", false);
        }
        if (property.name().equals("gpios") && node.findProperty("gpio-hog") != null) {
            return new PropertyKind(PropertyKind.Form.CELLS, "", false);
        }
        return PropertyKind.of(property.name());
    }

    private static boolean isFixup(FdtNode node) {
        FdtNode at = node;
        for (FdtNode up = node; up.parent().isPresent(); up = up.parent().get()) {
            at = up;
        }
        return at.name().equals("__local_fixups__") || at.name().equals("__fixups__");
    }

    private static DtValue empty(PropertyKind kind) throws UndecodableException {
        return switch (kind.form()) {
            case RANGES -> new DtValue.Ranges(true, List.of());
            case UNKNOWN, CELLS, TEXT, BYTES -> new DtValue.Flag();
            default -> throw new UndecodableException("the value is empty");
        };
    }

    private DtValue decode(FdtNode node, FdtProperty property, PropertyKind kind) throws UndecodableException {
        return switch (kind.form()) {
            case TEXT -> text(property);
            case PATH -> path(property);
            case NUMBERS_64 -> numbers64(property);
            case NUMBER -> number(property);
            case BYTES -> new DtValue.ByteString(property);
            case CELLS -> cells(property);
            case REFERENCES -> references(property, kind);
            case REGIONS -> regions(node, property);
            case RANGES -> ranges(node, property);
            case INTERRUPTS -> interrupts(node, property);
            case INTERRUPT_MAP -> interruptMap(node, property);
            case ID_MAP -> idMap(property);
            case UNKNOWN -> guess(property);
        };
    }

    private static DtValue guess(FdtProperty property) throws UndecodableException {
        return switch (ValueGuess.of(property)) {
            case EMPTY -> new DtValue.Flag();
            case STRINGS -> text(property);
            case CELLS -> new DtValue.Cells(property);
            case BYTES -> new DtValue.ByteString(property);
        };
    }

    private static DtValue text(FdtProperty property) throws UndecodableException {
        if (property.byteAt(property.length() - 1) != 0) {
            throw new UndecodableException("the last string is not terminated");
        }
        List<String> strings = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < property.length(); i++) {
            if (property.byteAt(i) == 0) {
                strings.add(new String(property.array(), property.arrayStart() + from, i - from, StandardCharsets.ISO_8859_1));
                from = i + 1;
            }
        }
        return new DtValue.Text(List.copyOf(strings));
    }

    private DtValue path(FdtProperty property) throws UndecodableException {
        if (!property.isOneString()) {
            throw new UndecodableException("the value is not one string");
        }
        String path = property.text();
        int options = path.indexOf(':');
        return new DtValue.PathReference(path, tree.find(options < 0 ? path : path.substring(0, options)));
    }

    private static DtValue numbers64(FdtProperty property) throws UndecodableException {
        if (property.length() % 8 != 0) {
            throw new UndecodableException("the length " + property.length() + " is not a multiple of 8");
        }
        List<Long> numbers = new ArrayList<>(property.length() / 8);
        for (int i = 0; i < property.length(); i += 8) {
            numbers.add(Bytes.i64(property.array(), property.arrayStart() + i));
        }
        return new DtValue.Numbers64(List.copyOf(numbers));
    }

    private static DtValue number(FdtProperty property) throws UndecodableException {
        return property.length() == 8 ? numbers64(property) : cells(property);
    }

    private static DtValue cells(FdtProperty property) throws UndecodableException {
        if (property.length() % 4 != 0) {
            throw new UndecodableException("the length " + property.length() + " is not a multiple of 4");
        }
        return new DtValue.Cells(property);
    }

    private DtValue references(FdtProperty property, PropertyKind kind) throws UndecodableException {
        CellReader reader = new CellReader(property);
        List<DtValue.Reference> list = new ArrayList<>();
        while (reader.hasNext()) {
            int cell = reader.position();
            int phandle = reader.next();
            Optional<FdtNode> target = phandles.node(phandle);
            int arguments = 0;
            if (!kind.cellsProperty().isEmpty() && phandle != 0) {
                arguments = arguments(target, phandle, cell, kind, reader.hasNext() ? list : null);
            }
            list.add(new DtValue.Reference(cell, phandle, target, reader.next(arguments)));
        }
        return new DtValue.References(List.copyOf(list));
    }

    /** Tells how many cells follow a phandle; before is null when nothing follows anyway. */
    private static int arguments(Optional<FdtNode> target, int phandle, int cell, PropertyKind kind,
            List<DtValue.Reference> before) throws UndecodableException {
        if (target.isEmpty()) {
            if (before == null) {
                return 0;
            }
            throw dangling(cell, phandle, before);
        }
        Optional<Integer> count = BusCells.arguments(target.get(), kind.cellsProperty());
        if (count.isEmpty() && !kind.optional()) {
            throw new UndecodableException(target.get().path() + " has no " + kind.cellsProperty());
        }
        return count.orElse(0);
    }

    private static UndecodableException dangling(int cell, int phandle, List<DtValue.Reference> before) {
        List<DtValue.Reference> references = new ArrayList<>(before);
        references.add(new DtValue.Reference(cell, phandle, Optional.empty(), List.of()));
        return new UndecodableException(String.format(
                "no node has the phandle 0x%x at cell %d, so that the length of its entry is not known", phandle, cell), references);
    }

    private static FdtNode above(FdtNode node) throws UndecodableException {
        return node.parent().orElseThrow(() -> new UndecodableException("the root node has no bus above it"));
    }

    private static DtValue regions(FdtNode node, FdtProperty property) throws UndecodableException {
        BusCells cells = BusCells.below(above(node));
        CellReader reader = new CellReader(property);
        reader.requireEntriesOf(cells.address() + cells.size());
        List<DtValue.Region> list = new ArrayList<>();
        while (reader.hasNext()) {
            list.add(new DtValue.Region(reader.address(cells), reader.size(cells)));
        }
        return new DtValue.Regions(List.copyOf(list));
    }

    private static DtValue ranges(FdtNode node, FdtProperty property) throws UndecodableException {
        BusCells child = BusCells.below(node);
        BusCells parent = BusCells.below(above(node));
        CellReader reader = new CellReader(property);
        reader.requireEntriesOf(child.address() + parent.address() + child.size());
        List<DtValue.Range> list = new ArrayList<>();
        while (reader.hasNext()) {
            list.add(new DtValue.Range(reader.address(child), reader.address(parent), reader.size(child)));
        }
        return new DtValue.Ranges(false, List.copyOf(list));
    }

    private DtValue interrupts(FdtNode node, FdtProperty property) throws UndecodableException {
        FdtNode parent = BusCells.interruptParent(node, phandles);
        int count = BusCells.arguments(parent, "#interrupt-cells").orElse(0);
        CellReader reader = new CellReader(property);
        reader.requireEntriesOf(count);
        List<List<Integer>> list = new ArrayList<>();
        while (reader.hasNext()) {
            list.add(reader.next(count));
        }
        return new DtValue.Interrupts(parent, List.copyOf(list));
    }

    private DtValue interruptMap(FdtNode node, FdtProperty property) throws UndecodableException {
        BusCells child = BusCells.ofNexus(node);
        int specifier = interruptCells(node);
        CellReader reader = new CellReader(property);
        List<DtValue.InterruptMapEntry> list = new ArrayList<>();
        while (reader.hasNext()) {
            DtValue.Address address = reader.address(child);
            List<Integer> interrupt = reader.next(specifier);
            int cell = reader.position();
            int phandle = reader.next();
            FdtNode controller = phandles.node(phandle).orElseThrow(() -> dangling(cell, phandle,
                    list.stream().map(DtValue.InterruptMapEntry::parent).toList()));
            DtValue.Address parentAddress = reader.address(new BusCells(BusCells.ofController(controller), 0, false));
            List<Integer> parentInterrupt = reader.next(interruptCells(controller));
            list.add(new DtValue.InterruptMapEntry(address, interrupt,
                    new DtValue.Reference(cell, phandle, Optional.of(controller), parentInterrupt), parentAddress.number()));
        }
        return new DtValue.InterruptMap(List.copyOf(list));
    }

    private static int interruptCells(FdtNode controller) throws UndecodableException {
        return BusCells.arguments(controller, "#interrupt-cells")
                .orElseThrow(() -> new UndecodableException(controller.path() + " has no #interrupt-cells"));
    }

    private DtValue idMap(FdtProperty property) throws UndecodableException {
        CellReader reader = new CellReader(property);
        reader.requireEntriesOf(4);
        List<DtValue.IdMapEntry> list = new ArrayList<>();
        while (reader.hasNext()) {
            int idBase = reader.next();
            int cell = reader.position();
            int phandle = reader.next();
            int outputBase = reader.next();
            list.add(new DtValue.IdMapEntry(idBase,
                    new DtValue.Reference(cell, phandle, phandles.node(phandle), List.of(outputBase)), outputBase,
                    reader.next()));
        }
        return new DtValue.IdMap(List.copyOf(list));
    }
}
