// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.bindscope.model.BindscopePackage;
import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.save.ModelEquality;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.common.util.WrappedException;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.resource.Resource;
import org.eclipse.emf.ecore.resource.ResourceSet;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceFactoryImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** EMF tools open snapshots through a resource set, and the model survives saving. */
class XmiTest {

    static Stream<Path> inputs() {
        return Stream.of(CorpusFiles.list("qemu", ".tar.gz"), CorpusFiles.list("sysfs", ".tar.gz", ".tar.xz", ".tar.bz2"),
                CorpusFiles.list("synthetic", ".tar.xz", ".dtb"), CorpusFiles.list("dtb/qemu", ".dtb"),
                CorpusFiles.list("dtb/debian-arm64", ".dtb"), CorpusFiles.list("hdat", ".dtb"))
                .flatMap(list -> list.stream());
    }

    private static ResourceSet resources() {
        ResourceSet resources = new ResourceSetImpl();
        SnapshotResourceFactory.register(resources);
        return resources;
    }

    static EObject savedAndLoaded(EObject machine) throws IOException {
        ResourceSet resources = new ResourceSetImpl();
        resources.getPackageRegistry().put(BindscopePackage.eNS_URI, BindscopePackage.eINSTANCE);
        Resource out = new XMIResourceFactoryImpl().createResource(URI.createURI("memory:/machine.xmi"));
        out.getContents().add(EcoreUtil.copy(machine));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        out.save(bytes, Map.of("ENCODING", "UTF-8"));
        Resource in = new XMIResourceFactoryImpl().createResource(URI.createURI("memory:/again.xmi"));
        resources.getResources().add(in);
        in.load(new ByteArrayInputStream(bytes.toByteArray()), Map.of());
        return in.getContents().get(0);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("inputs")
    void aSavedModelLoadsAgainEqual(Path input) throws Exception {
        Machine machine = Machines.open(input.toString()).machine();
        assertTrue(ModelEquality.equal(machine, savedAndLoaded(machine)));
    }

    @Test
    void aResourceSetOpensABlobAndASnapshot() {
        String dtb = CorpusFiles.require("dtb/qemu/bamboo.dtb").toString();
        Resource resource = resources().getResource(URI.createFileURI(dtb), true);
        Machine blob = assertInstanceOf(Machine.class, resource.getContents().get(0));
        assertEquals(SnapshotKind.DEVICE_TREE_BLOB, blob.getProvenance().getKind());
        assertEquals(1, blob.getDeviceTrees().size());
        String tar = CorpusFiles.require("sysfs/qemu/qemu-pseries.tar.xz").toString();
        Machine machine = assertInstanceOf(Machine.class,
                resources().getResource(URI.createFileURI(tar), true).getContents().get(0));
        assertEquals(2, machine.getDomains().size());
    }

    @Test
    void aDamagedBlobIsOneSentenceForEmfTools() {
        String dtb = CorpusFiles.require("dtb/malformed/m15-unknown-token.dtb").toString();
        WrappedException thrown = assertThrows(WrappedException.class,
                () -> resources().getResource(URI.createFileURI(dtb), true));
        assertTrue(thrown.getCause().getMessage().contains("at byte 252"), thrown.getCause().getMessage());
    }
}
