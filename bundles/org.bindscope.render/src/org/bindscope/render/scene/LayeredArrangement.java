// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CenterEdgeLabelPlacementStrategy;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkShape;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Places one connected part of a picture by ELK's layered algorithm. The provider is called directly: no
 * service registry, no OSGi. Options are set so that the result depends on the draft alone.
 */
final class LayeredArrangement {

    static {
        // ELK copies default values of options through a registry, which its own services fill when OSGi has none.
        LayoutMetaDataService.initElkReflect();
    }

    private final SceneFlow flow;
    private final NodeGeometry geometry;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> nodes = new HashMap<>();
    private final Map<String, ElkNode> boxes = new HashMap<>();
    private final Map<String, ElkEdge> edges = new HashMap<>();

    private LayeredArrangement(SceneFlow flow, NodeGeometry geometry) {
        this.flow = flow;
        this.geometry = geometry;
    }

    /** @throws java.util.concurrent.CancellationException soon after {@code cancelled} answers yes */
    static Arrangement of(ScenePart part, SceneFlow flow, NodeGeometry geometry, BooleanSupplier cancelled) {
        LayeredArrangement work = new LayeredArrangement(flow, geometry);
        work.options(part);
        part.boxes().forEach(work::box);
        Set<String> beside = part.beside();
        part.nodes().forEach(node -> work.node(node, beside.contains(node.id())));
        boolean tree = flow == SceneFlow.TREE_RIGHT && TreeColumns.isTree(part);
        part.edges().stream().filter(edge -> !edge.beside()).forEach(edge -> work.edge(edge, !tree));
        new LayeredLayoutProvider().layout(work.root, new StoppingMonitor(cancelled));
        return work.result();
    }

    private void options(ScenePart part) {
        boolean boxed = !part.boxes().isEmpty();
        boolean tree = flow == SceneFlow.TREE_RIGHT && !boxed;
        double beside = part.edges().stream().filter(SceneDraft.Edge::beside)
                .mapToDouble(edge -> geometry.labelSize(edge).width()).max().orElse(0);
        root.setProperty(LayeredOptions.DIRECTION, flow == SceneFlow.DOWN ? Direction.DOWN : Direction.RIGHT);
        root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        root.setProperty(LayeredOptions.RANDOM_SEED, 1);
        root.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(0));
        root.setProperty(LayeredOptions.HIERARCHY_HANDLING,
                boxed ? HierarchyHandling.INCLUDE_CHILDREN : HierarchyHandling.SEPARATE_CHILDREN);
        // Not with boxes: ELK 0.12.1 keeps no order for nodes inside of others.
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY,
                boxed ? OrderingStrategy.NONE : OrderingStrategy.NODES_AND_EDGES);
        root.setProperty(LayeredOptions.CROSSING_MINIMIZATION_FORCE_NODE_MODEL_ORDER, tree);
        root.setProperty(LayeredOptions.MERGE_EDGES, tree);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
        root.setProperty(LayeredOptions.EDGE_LABELS_CENTER_LABEL_PLACEMENT_STRATEGY,
                flow == SceneFlow.DOWN ? CenterEdgeLabelPlacementStrategy.MEDIAN_LAYER
                        : CenterEdgeLabelPlacementStrategy.HEAD_LAYER);
        root.setProperty(LayeredOptions.THOROUGHNESS, part.nodes().size() > 200 ? 3 : 7);
        spacing(root, beside);
    }

    private void spacing(ElkNode graph, double beside) {
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, beside > 0 ? beside + 28 : flow == SceneFlow.DOWN ? 32.0 : 14.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 28.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 12.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 14.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 10.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 10.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 0.0);
    }

    private void box(SceneDraft.Box box) {
        ElkNode elk = ElkGraphUtil.createNode(box.parent().map(boxes::get).orElse(root));
        elk.setProperty(LayeredOptions.PADDING, new ElkPadding(geometry.titleHeight(box), 14, 14, 14));
        elk.setProperty(LayeredOptions.NODE_SIZE_CONSTRAINTS, EnumSet.of(SizeConstraint.MINIMUM_SIZE));
        elk.setProperty(LayeredOptions.NODE_SIZE_MINIMUM,
                new KVector(geometry.titleWidth(box), geometry.titleHeight(box) + 14));
        elk.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        elk.setProperty(LayeredOptions.DIRECTION, flow == SceneFlow.DOWN ? Direction.DOWN : Direction.RIGHT);
        spacing(elk, 0);
        boxes.put(box.id(), elk);
    }

    private void node(SceneDraft.Node node, boolean beside) {
        ElkNode elk = ElkGraphUtil.createNode(node.box().map(boxes::get).orElse(root));
        elk.setDimensions(geometry.width(node), geometry.height(node));
        if (beside) {
            elk.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.FIRST);
        }
        nodes.put(node.id(), elk);
    }

    private void edge(SceneDraft.Edge edge, boolean labelled) {
        ElkEdge elk = ElkGraphUtil.createSimpleEdge(nodes.get(edge.source()), nodes.get(edge.target()));
        SceneRect size = geometry.labelSize(edge);
        if (labelled && size.width() > 0) {
            ElkLabel label = ElkGraphUtil.createLabel("x", elk);
            label.setDimensions(size.width(), size.height());
            label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
            label.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
        }
        edges.put(edge.id(), elk);
    }

    private Arrangement result() {
        Arrangement result = new Arrangement();
        nodes.forEach((id, elk) -> result.nodes.put(id, absolute(elk)));
        boxes.forEach((id, elk) -> result.boxes.put(id, absolute(elk)));
        edges.forEach((id, elk) -> {
            ScenePoint origin = origin(elk.getContainingNode());
            result.lines.put(id, points(elk.getSections(), origin));
            elk.getLabels().forEach(label -> result.labels.put(id, new SceneRect(origin.x() + label.getX(),
                    origin.y() + label.getY(), label.getWidth(), label.getHeight())));
        });
        return result;
    }

    private static List<ScenePoint> points(Collection<ElkEdgeSection> sections, ScenePoint origin) {
        List<ScenePoint> points = new ArrayList<>();
        for (ElkEdgeSection section : sections) {
            points.add(new ScenePoint(origin.x() + section.getStartX(), origin.y() + section.getStartY()));
            for (ElkBendPoint bend : section.getBendPoints()) {
                points.add(new ScenePoint(origin.x() + bend.getX(), origin.y() + bend.getY()));
            }
            points.add(new ScenePoint(origin.x() + section.getEndX(), origin.y() + section.getEndY()));
        }
        return points;
    }

    private SceneRect absolute(ElkShape shape) {
        ScenePoint origin = origin((ElkNode) shape.eContainer());
        return new SceneRect(origin.x() + shape.getX(), origin.y() + shape.getY(), shape.getWidth(), shape.getHeight());
    }

    private ScenePoint origin(ElkNode node) {
        double x = 0;
        double y = 0;
        for (ElkNode up = node; up != root; up = up.getParent()) {
            x += up.getX();
            y += up.getY();
        }
        return new ScenePoint(x, y);
    }
}
