// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Optional;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.Problem;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.text.XmlText;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;

/** Puts answers into the model, each with its evidence, and keeps the list of problems. */
final class Facts {

    private static final int MAX_TEXT = 400;
    private static final int MAX_PROBLEMS = 1000;

    private final Machine machine;

    Facts(Machine machine) {
        this.machine = machine;
    }

    /**
     * Sets a feature from the first source that gives a value. Evidence is kept for that source, for
     * every source that says another value, and for every source that says none or cannot be read.
     *
     * @param answers the sources in the order of their trust; empty ones do not say anything
     * @return the value that was set
     */
    @SafeVarargs
    final Optional<Object> choose(Evidenced owner, EStructuralFeature feature, Optional<Answer>... answers) {
        return choose(owner, feature.getName(), owner, feature, answers);
    }

    /** The same for a feature of an object that has no evidence list: its owner keeps the evidence. */
    @SafeVarargs
    final Optional<Object> choose(Evidenced owner, String name, EObject target, EStructuralFeature feature,
            Optional<Answer>... answers) {
        Object chosen = null;
        for (Optional<Answer> each : answers) {
            if (each.isEmpty()) {
                continue;
            }
            Answer answer = each.get();
            if (answer.isSaid() && answer.value().equals(chosen)) {
                continue;
            }
            if (answer.isSaid() && chosen == null) {
                chosen = answer.value();
                target.eSet(feature, typed(feature, chosen));
            }
            evidence(owner, name, answer);
        }
        return Optional.ofNullable(chosen);
    }

    private static Object typed(EStructuralFeature feature, Object value) {
        Class<?> type = feature.getEType().getInstanceClass();
        if (value instanceof Long number && type == int.class) {
            return number.intValue();
        }
        return value instanceof String text ? XmlText.of(text) : value;
    }

    /** Writes evidence without setting anything; what cannot be read is a problem too. */
    void evidence(Evidenced owner, String feature, Answer answer) {
        Evidence evidence = BindscopeFactory.eINSTANCE.createEvidence();
        Place place = answer.place();
        evidence.setFeature(feature);
        evidence.setState(answer.state());
        evidence.setFile(XmlText.of(place.file()));
        if (place.line() != Place.NONE) {
            evidence.setLine(place.line());
        }
        if (place.offset() != Place.NONE) {
            evidence.setOffset(place.offset());
        }
        evidence.setText(oneLine(answer.text()));
        owner.getEvidence().add(evidence);
        if (answer.state() == FactState.UNREADABLE) {
            problem(ProblemSeverity.WARNING, place, place.file() + ": " + answer.text() + ".");
        }
    }

    /** Notes what was skipped. */
    void problem(ProblemSeverity severity, Place place, String message) {
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
        problem.setFile(XmlText.of(place.file()));
        if (place.line() != Place.NONE) {
            problem.setLine(place.line());
        }
        if (place.offset() != Place.NONE) {
            problem.setOffset(place.offset());
        }
        problem.setMessage(oneLine(message));
    }

    static String oneLine(String text) {
        String line = text.indexOf('\n') < 0 ? text : text.strip().replace('\n', ' ');
        return XmlText.of(line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line);
    }
}
