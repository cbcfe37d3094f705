// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.releng.buildtools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.emf.codegen.ecore.generator.Generator;
import org.eclipse.emf.codegen.ecore.generator.GeneratorAdapterFactory;
import org.eclipse.emf.codegen.ecore.genmodel.GenJDKLevel;
import org.eclipse.emf.codegen.ecore.genmodel.GenModel;
import org.eclipse.emf.codegen.ecore.genmodel.GenModelFactory;
import org.eclipse.emf.codegen.ecore.genmodel.GenModelPackage;
import org.eclipse.emf.codegen.ecore.genmodel.GenPackage;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenBaseGeneratorAdapter;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenModelGeneratorAdapterFactory;
import org.eclipse.emf.common.util.BasicMonitor;
import org.eclipse.emf.common.util.Diagnostic;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EPackage;
import org.eclipse.emf.ecore.plugin.EcorePlugin;
import org.eclipse.emf.ecore.resource.Resource;
import org.eclipse.emf.ecore.resource.ResourceSet;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.ecore.xmi.impl.EcoreResourceFactoryImpl;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceFactoryImpl;

/**
 * Writes the Java code of {@code model/bindscope.ecore} into {@code src-gen} of the model bundle.
 *
 * <p>EMF's generator runs here as a plain program: no workspace, no generator model file of its
 * own. Nothing is written when the code is newer than the model.
 */
public final class ModelGenerator {

    private static final String BUNDLE = "org.bindscope.model";

    private ModelGenerator() {
    }

    /**
     * Generates the code.
     *
     * @param args one argument: the folder of the model bundle
     * @throws IOException if the code cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path bundle = Path.of(args[0]).toAbsolutePath();
        Path ecore = bundle.resolve("model/bindscope.ecore");
        Path target = bundle.resolve("src-gen");
        Path stamp = target.resolve(".generated-from");
        String fingerprint = Integer.toHexString(Files.readString(ecore).hashCode());
        if (Files.exists(stamp) && Files.readString(stamp).equals(fingerprint)) {
            return;
        }
        deleteTree(target);
        Files.createDirectories(target);
        generate(bundle, ecore);
        Files.writeString(stamp, fingerprint, StandardCharsets.UTF_8);
    }

    private static void generate(Path bundle, Path ecore) throws IOException {
        EcorePlugin.getPlatformResourceMap().put(BUNDLE, URI.createFileURI(bundle + "/"));
        ResourceSet resources = new ResourceSetImpl();
        resources.getResourceFactoryRegistry().getExtensionToFactoryMap().put("ecore", new EcoreResourceFactoryImpl());
        resources.getResourceFactoryRegistry().getExtensionToFactoryMap().put("genmodel", new XMIResourceFactoryImpl());
        resources.getPackageRegistry().put(GenModelPackage.eNS_URI, GenModelPackage.eINSTANCE);

        Resource model = resources.getResource(URI.createFileURI(ecore.toString()), true);
        EcoreUtil.resolveAll(model);
        EPackage ePackage = (EPackage) model.getContents().get(0);

        GenModel genModel = GenModelFactory.eINSTANCE.createGenModel();
        Resource genResource = resources.createResource(URI.createFileURI(bundle + "/model/bindscope.genmodel"));
        genResource.getContents().add(genModel);
        genModel.initialize(List.of(ePackage));
        genModel.setModelDirectory("/" + BUNDLE + "/src-gen");
        genModel.setModelPluginID(BUNDLE);
        genModel.setModelName("Bindscope");
        genModel.setComplianceLevel(GenJDKLevel.JDK110_LITERAL);
        genModel.setBundleManifest(false);
        genModel.setUpdateClasspath(false);
        genModel.setCanGenerate(true);
        genModel.setCodeFormatting(false);
        genModel.setImportOrganizing(false);
        genModel.setSuppressEMFTypes(false);
        genModel.setCopyrightText("SPDX-License-Identifier: EPL-2.0\nGenerated from model/bindscope.ecore; do not edit.");
        genModel.setValidateModel(true);

        GenPackage genPackage = genModel.getGenPackages().get(0);
        genPackage.setPrefix("Bindscope");
        genPackage.setBasePackage("org.bindscope");

        GeneratorAdapterFactory.Descriptor.Registry.INSTANCE.addDescriptor(
                GenModelPackage.eNS_URI, GenModelGeneratorAdapterFactory.DESCRIPTOR);
        Generator generator = new Generator();
        generator.setInput(genModel);
        // Only the package: generating the whole model would also rewrite plugin.xml and build.properties.
        Diagnostic result = generator.generate(
                genPackage, GenBaseGeneratorAdapter.MODEL_PROJECT_TYPE, new BasicMonitor());
        if (result.getSeverity() >= Diagnostic.ERROR) {
            throw new IOException("EMF refused the model: " + describe(result));
        }
    }

    private static String describe(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder(diagnostic.getMessage());
        diagnostic.getChildren().forEach(child -> text.append("; ").append(describe(child)));
        return text.toString();
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
