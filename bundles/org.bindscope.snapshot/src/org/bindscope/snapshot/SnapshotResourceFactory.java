// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.util.Map;

import org.bindscope.model.BindscopePackage;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.resource.Resource;
import org.eclipse.emf.ecore.resource.ResourceSet;

/** Lets EMF tools open snapshots through a resource set. */
public final class SnapshotResourceFactory implements Resource.Factory {

    /** Creates a factory. */
    public SnapshotResourceFactory() {
        // Nothing to keep.
    }

    @Override
    public Resource createResource(URI uri) {
        return new SnapshotResource(uri);
    }

    /**
     * Registers the model and the factory in a resource set, for the file endings of snapshots.
     *
     * @param resources a resource set
     */
    public static void register(ResourceSet resources) {
        resources.getPackageRegistry().put(BindscopePackage.eNS_URI, BindscopePackage.eINSTANCE);
        Map<String, Object> factories = resources.getResourceFactoryRegistry().getExtensionToFactoryMap();
        SnapshotResourceFactory factory = new SnapshotResourceFactory();
        for (String ending : new String[] {"dtb", "tar", "gz", "tgz", "xz", "bz2", "zst", "zip"}) {
            factories.put(ending, factory);
        }
    }
}
