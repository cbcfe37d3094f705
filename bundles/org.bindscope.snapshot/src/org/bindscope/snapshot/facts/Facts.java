// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.Problem;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.text.XmlText;
import org.eclipse.emf.common.util.EList;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;

/**
 * Puts the answers of one input into the model, each with its evidence, and keeps the list of problems.
 * Several inputs write into one machine one after the other, those of more weight first: the first answer
 * stands, and what later ones say besides is kept as evidence.
 */
public final class Facts {

    private static final int MAX_TEXT = 400;
    private static final int MAX_PROBLEMS = 1000;

    private final Machine machine;
    private final String place;

    /**
     * The facts of an input whose files stand at the top of the snapshot.
     *
     * @param machine the model that grows
     */
    public Facts(Machine machine) {
        this(machine, "");
    }

    /**
     * The facts of one input.
     *
     * @param machine the model that grows
     * @param place   first part of the paths of the input's files inside of the snapshot; empty when they
     *                stand at the top
     */
    public Facts(Machine machine, String place) {
        this.machine = machine;
        this.place = place;
    }

    /**
     * Sets a feature from the first source that gives a value. Evidence is kept for that source, for
     * every source that says another value, and for every source that says none or cannot be read.
     * Where an input of more weight has answered already, its answer stands and those of this input are
     * evidence: one that agrees, and all that contradict it.
     *
     * @param owner   what the fact is about
     * @param feature the fact
     * @param answers the sources of this input in the order of their trust; empty ones do not say anything
     * @return the value that the feature has now; empty when nobody gave one
     */
    @SafeVarargs
    public final Optional<Object> choose(Evidenced owner, EStructuralFeature feature, Optional<Answer>... answers) {
        return choose(owner, feature.getName(), owner, feature, given(answers));
    }

    /**
     * The same for a feature of an object that has no evidence list: its owner keeps the evidence.
     *
     * @param owner   has the evidence list
     * @param name    what the evidence calls the feature
     * @param target  has the feature
     * @param feature the fact
     * @param answers the sources of this input in the order of their trust; empty ones do not say anything
     * @return the value that the feature has now; empty when nobody gave one
     */
    @SafeVarargs
    public final Optional<Object> choose(Evidenced owner, String name, EObject target, EStructuralFeature feature,
            Optional<Answer>... answers) {
        return choose(owner, name, target, feature, given(answers));
    }

    @SafeVarargs
    private static List<Answer> given(Optional<Answer>... answers) {
        List<Answer> given = new ArrayList<>(answers.length);
        for (Optional<Answer> answer : answers) {
            answer.ifPresent(given::add);
        }
        return given;
    }

    /**
     * The same for a list of answers.
     *
     * @param owner   has the evidence list
     * @param name    what the evidence calls the feature
     * @param target  has the feature
     * @param feature the fact
     * @param answers the sources of this input in the order of their trust
     * @return the value that the feature has now; empty when nobody gave one
     */
    public Optional<Object> choose(Evidenced owner, String name, EObject target, EStructuralFeature feature,
            List<Answer> answers) {
        boolean earlier = target.eIsSet(feature);
        boolean none = !earlier && saysNone(owner, name);
        boolean confirmed = false;
        Object chosen = earlier ? target.eGet(feature) : null;
        for (Answer answer : answers) {
            Object value = typed(feature, answer.value());
            if (answer.isSaid() && value.equals(chosen)) {
                if (earlier && !confirmed) {
                    confirmed = true;
                    evidence(owner, name, answer, false);
                }
                continue;
            }
            boolean sets = answer.isSaid() && chosen == null && !none;
            if (sets) {
                chosen = value;
                target.eSet(feature, value);
            }
            evidence(owner, name, answer, answer.isSaid() ? !sets : answer.state() == FactState.NONE && earlier);
        }
        return Optional.ofNullable(chosen);
    }

    private static boolean saysNone(Evidenced owner, String feature) {
        EList<Evidence> evidence = owner.getEvidence();
        for (int i = 0; i < evidence.size(); i++) {
            if (evidence.get(i).getState() == FactState.NONE && feature.equals(evidence.get(i).getFeature())) {
                return true;
            }
        }
        return false;
    }

    private static Object typed(EStructuralFeature feature, Object value) {
        Class<?> type = feature.getEType().getInstanceClass();
        if (value instanceof Long number && type == int.class) {
            return number.intValue();
        }
        return value instanceof String text ? XmlText.of(text) : value;
    }

    /**
     * Writes evidence without setting anything; what cannot be read is a problem too.
     *
     * @param owner   what the fact is about
     * @param feature name of the feature
     * @param answer  what a source says
     */
    public void evidence(Evidenced owner, String feature, Answer answer) {
        evidence(owner, feature, answer, false);
    }

    /**
     * The same, saying whether it contradicts the value that the fact has.
     *
     * @param owner    what the fact is about
     * @param feature  name of the feature
     * @param answer   what a source says
     * @param conflict whether it contradicts
     */
    public void evidence(Evidenced owner, String feature, Answer answer, boolean conflict) {
        Evidence evidence = BindscopeFactory.eINSTANCE.createEvidence();
        Place at = answer.place();
        evidence.setFeature(feature);
        evidence.setState(answer.state());
        evidence.setFile(file(at));
        if (at.line() != Place.NONE) {
            evidence.setLine(at.line());
        }
        if (at.offset() != Place.NONE) {
            evidence.setOffset(at.offset());
        }
        evidence.setText(oneLine(answer.text()));
        evidence.setConflict(conflict);
        owner.getEvidence().add(evidence);
        if (answer.state() == FactState.UNREADABLE) {
            problem(ProblemSeverity.WARNING, at, file(at) + ": " + answer.text() + ".");
        }
    }

    /**
     * A path of this input as the snapshot has it.
     *
     * @param path a path inside of the input
     * @return the path inside of the snapshot, clean
     */
    public String path(String path) {
        return XmlText.of(place.isEmpty() ? path : path.isEmpty() ? place : place + '/' + path);
    }

    private String file(Place at) {
        return path(at.file());
    }

    /**
     * Notes what was skipped.
     *
     * @param severity what it costs
     * @param at       where
     * @param message  one sentence
     */
    public void problem(ProblemSeverity severity, Place at, String message) {
        int count = machine.getProblems().size();
        if (count > MAX_PROBLEMS) {
            return;
        }
        Problem problem = BindscopeFactory.eINSTANCE.createProblem();
        machine.getProblems().add(problem);
        problem.setSeverity(severity);
        if (count == MAX_PROBLEMS) {
            problem.setMessage("There are more problems than the " + MAX_PROBLEMS + " that are kept.");
            return;
        }
        problem.setFile(file(at));
        if (at.line() != Place.NONE) {
            problem.setLine(at.line());
        }
        if (at.offset() != Place.NONE) {
            problem.setOffset(at.offset());
        }
        problem.setMessage(oneLine(message));
    }

    /**
     * A text as one line of bounded length that XML can hold.
     *
     * @param text any text
     * @return at most {@value #MAX_TEXT} characters and an ellipsis
     */
    public static String oneLine(String text) {
        String line = text.indexOf('\n') < 0 ? text : text.strip().replace('\n', ' ');
        return XmlText.of(line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line);
    }
}
