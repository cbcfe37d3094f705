// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.nvlink.NvLinkModel;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.render.HostDeviceNames;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Snapshot;

/**
 * One opened snapshot: the facts, the files behind them, and what is concluded from them.
 * Facts never change; a what-if or other kernel rules replace the analysis ({@link MachineSessions#conclude}). Safe for several threads.
 */
public final class MachineDocument {

    private final DocumentInput input;
    private final Snapshot snapshot;
    private final HostUse hostDevices;
    private final Optional<Addition> addition;
    private volatile MachineAnalysis analysis;

    /**
     * A document. Lists folders of the snapshot: not for the UI thread.
     *
     * @param input    what it was opened from
     * @param snapshot what was read
     */
    public MachineDocument(DocumentInput input, Snapshot snapshot) {
        this.input = input;
        this.snapshot = snapshot;
        this.hostDevices = HostDeviceNames.of(snapshot.files());
        this.analysis = MachineAnalysis.of(snapshot.machine(), hostDevices);
        this.addition = Optional.empty();
        // Ends of NVLinks are selected like other objects, so the model has to hold them before views open.
        NvLinkModel.fill(snapshot.machine(), analysis.nvLink());
    }

    /**
     * A document whose machine was read again with more evidence. The kernel rules and what-ifs of the earlier one
     * stay in force.
     *
     * @param before what was open
     * @param opened what is read now
     * @param added  the parts that are new
     */
    MachineDocument(MachineDocument before, OpenedInput opened, List<DocumentInput> added) {
        this.input = opened.input();
        this.snapshot = opened.snapshot();
        this.hostDevices = HostDeviceNames.of(snapshot.files());
        MachineAnalysis plain = MachineAnalysis.of(snapshot.machine(), hostDevices);
        NvLinkModel.fill(snapshot.machine(), plain.nvLink());
        this.addition = Optional.of(Addition.of(before.analysis, plain, added, opened.refused()));
        KernelRules rules = before.analysis.rules();
        boolean chosen = !rules.equals(MachineAnalysis.rulesOf(before.machine()));
        MachineAnalysis ruled = chosen ? plain.withRules(rules) : plain;
        this.analysis = before.analysis.whatIfs().isEmpty() ? ruled : ruled.with(before.analysis.whatIfs());
    }

    /**
     * What the document was opened from.
     *
     * @return the input, which is also the document's key in the session
     */
    public DocumentInput input() {
        return input;
    }

    /**
     * The opened snapshot.
     *
     * @return facts and files
     */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * What the evidence brought that was added last.
     *
     * @return empty when none was added since the document was opened
     */
    public Optional<Addition> addition() {
        return addition;
    }

    /**
     * The facts.
     *
     * @return the machine; read only
     */
    public Machine machine() {
        return snapshot.machine();
    }

    /**
     * The captured files. Reading one may take time: never from the UI thread.
     *
     * @return the files
     */
    public FileTree files() {
        return snapshot.files();
    }

    /**
     * What the kernel called the block devices and network interfaces of the functions.
     *
     * @return empty maps where the snapshot does not tell
     */
    public HostUse hostDevices() {
        return hostDevices;
    }

    /**
     * A short name for people.
     *
     * @return for example {@code lab7.tar.xz}
     */
    public String name() {
        return input.displayName();
    }

    /**
     * What is concluded from the facts, under the kernel rules and what-ifs in force. Asking it may take
     * time: do so in {@link MachinePart#compute} and not on the UI thread.
     *
     * @return the analysis; another object after {@link MachineSessions#conclude}
     */
    public MachineAnalysis analysis() {
        return analysis;
    }

    void setAnalysis(MachineAnalysis other) {
        analysis = other;
    }

    @Override
    public String toString() {
        return name();
    }
}
