// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.model.DtNode;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneEdge;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/** Which model objects the elements of a scene stand for, and which elements show a model object. */
public final class SceneSubjects {

    private final Machine machine;
    private final Map<SceneSubject, EObject> objects = new HashMap<>();
    private List<DtIndex> trees;

    /**
     * The subjects of one machine.
     *
     * @param machine the facts
     */
    public SceneSubjects(Machine machine) {
        this.machine = machine;
        ModelWalk.functions(machine).forEach(function -> objects.put(SceneSubject.function(function.getAddress()), function));
        machine.getIommuGroups().forEach(group -> objects.put(SceneSubject.group(group.getNumber()), group));
        machine.getNumaNodes().forEach(node -> objects.put(subject(node), node));
        machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .forEach(bus -> objects.put(subject(bus), bus));
        machine.getNvLinkEndpoints().stream().filter(endpoint -> endpoint.getId() != null)
                .forEach(endpoint -> objects.putIfAbsent(SceneSubject.endpoint(endpoint.getId()), endpoint));
        machine.getNvLinks().forEach(link -> subject(link).ifPresent(subject -> objects.putIfAbsent(subject, link)));
    }

    private static SceneSubject subject(PciBus bus) {
        return new SceneSubject(SceneSubject.Kind.ROOT_BUS, ObjectText.title(bus));
    }

    private static Optional<SceneSubject> subject(NvLink link) {
        if (link.getA() == null || link.getB() == null || link.getA().getId() == null || link.getB().getId() == null) {
            return Optional.empty();
        }
        return Optional.of(SceneSubject.link(link.getA().getId(), link.getB().getId(),
                link.isSetIndex() ? OptionalInt.of(link.getIndex()) : OptionalInt.empty()));
    }

    private static SceneSubject subject(NumaNode node) {
        return new SceneSubject(SceneSubject.Kind.NUMA_NODE, String.valueOf(node.getId()));
    }

    /**
     * The model object of a subject.
     *
     * @param subject a subject of a scene of this machine
     * @return a PCI function before anything else; empty for what the model does not hold, such as a processor
     */
    public Optional<EObject> object(SceneSubject subject) {
        return switch (subject.kind()) {
            case ENDPOINT -> Optional.ofNullable(objects.get(SceneSubject.function(subject.id())))
                    .or(() -> Optional.ofNullable(objects.get(subject)))
                    .or(() -> node(subject.id()));
            default -> Optional.ofNullable(objects.get(subject));
        };
    }

    private Optional<EObject> node(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        if (trees == null) {
            trees = machine.getDeviceTrees().stream().filter(tree -> tree.getRoot() != null).map(DtIndex::new).toList();
        }
        return trees.stream().map(tree -> tree.at(path)).flatMap(Optional::stream).map(EObject.class::cast).findFirst();
    }

    /**
     * The model objects that an element stands for. A line stands for its links; where the model has none,
     * a PCI line stands for what is below it, another one for both ends.
     *
     * @param scene   the scene
     * @param element one of its elements
     * @return each once; empty for an element that only explains
     */
    public List<EObject> objects(Scene scene, SceneElement element) {
        List<EObject> own = objects(element.subjects());
        if (!own.isEmpty() || !(element instanceof SceneEdge edge)) {
            return own;
        }
        Stream<String> ends = switch (edge.kind()) {
            case PCI, BELONGS -> Stream.of(edge.target());
            case NVLINK, PROCESSOR_LINK -> Stream.of(edge.source(), edge.target());
        };
        return ends.map(scene::node).flatMap(Optional::stream).flatMap(node -> objects(node.subjects()).stream())
                .distinct().toList();
    }

    private List<EObject> objects(Collection<SceneSubject> subjects) {
        return subjects.stream().map(this::object).flatMap(Optional::stream).distinct().toList();
    }

    /**
     * The elements that show model objects.
     *
     * @param scene    a scene of this machine
     * @param selected model objects and {@link ModelSelection}s
     * @return ids of nodes and frames, and of lines where only those show the object; each once
     */
    public List<String> elements(Scene scene, Collection<?> selected) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object object : selected) {
            List<SceneElement> found = showing(scene, List.of(object));
            if (found.isEmpty()) {
                found = showing(scene, ModelWalk.devices(List.of(object)));
            }
            boolean nodes = found.stream().anyMatch(element -> !(element instanceof SceneEdge));
            found.stream().filter(element -> !nodes || !(element instanceof SceneEdge)).map(SceneElement::id).forEach(ids::add);
        }
        return new ArrayList<>(ids);
    }

    private static List<SceneElement> showing(Scene scene, List<?> objects) {
        return objects.stream().flatMap(object -> subjects(object).stream())
                .flatMap(subject -> scene.showing(subject).stream()).toList();
    }

    private static List<SceneSubject> subjects(Object object) {
        if (object instanceof PciFunction function) {
            return List.of(SceneSubject.function(function.getAddress()), SceneSubject.endpoint(function.getAddress()));
        } else if (object instanceof IommuGroup group) {
            return List.of(SceneSubject.group(group.getNumber()));
        } else if (object instanceof PciBus bus) {
            return List.of(subject(bus));
        } else if (object instanceof NumaNode node) {
            return List.of(subject(node));
        } else if (object instanceof NvLinkEndpoint endpoint && endpoint.getId() != null) {
            return List.of(SceneSubject.endpoint(endpoint.getId()));
        } else if (object instanceof NvLink link) {
            return subject(link).stream().toList();
        } else if (object instanceof DtNode node) {
            return List.of(SceneSubject.endpoint(ObjectText.path(node)));
        }
        return List.of();
    }
}
