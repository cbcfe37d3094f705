// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.theme;

import java.net.URL;
import java.util.Locale;

import org.eclipse.core.runtime.FileLocator;
import org.eclipse.core.runtime.Path;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Image;
import org.osgi.framework.FrameworkUtil;

/** The icons of the product, one SVG each below {@code icons/}. Their strokes read on light and dark. */
public enum Icons {
    /** A PCI function. */
    FUNCTION,
    /** A bridge or switch port. */
    BRIDGE,
    /** A PCI domain or root bus. */
    BUS,
    /** A display controller or accelerator. */
    GPU,
    /** A network controller. */
    NETWORK,
    /** A storage controller. */
    STORAGE,
    /** A USB controller. */
    USB,
    /** A sound device. */
    AUDIO,
    /** A virtual function. */
    VIRTUAL_FUNCTION,
    /** An IOMMU group. */
    GROUP,
    /** A driver. */
    DRIVER,
    /** A NUMA node. */
    NUMA,
    /** A device-tree node. */
    NODE,
    /** A device-tree property. */
    PROPERTY,
    /** An NVLink. */
    NVLINK,
    /** The machine. */
    MACHINE,
    /** A captured file. */
    FILE,
    /** Evidence. */
    EVIDENCE,
    /** A finding or check: error. */
    ERROR,
    /** A finding or check: warning. */
    WARNING,
    /** A finding: information. */
    INFO,
    /** A check that holds. */
    CHECK,
    /** A check that fails. */
    CROSS,
    /** Changed by a what-if or by the plan. */
    CHANGED,
    /** The snapshot does not say. */
    UNKNOWN,
    /** Opens a snapshot. */
    OPEN,
    /** Opens a folder. */
    FOLDER,
    /** Samples. */
    SAMPLE,
    /** Saves. */
    SAVE,
    /** Copies. */
    COPY,
    /** The binding plan. */
    PLAN,
    /** Driver match. */
    MATCH,
    /** Adds something. */
    ADD,
    /** Removes something. */
    REMOVE,
    /** Moves something up. */
    UP,
    /** Moves something down. */
    DOWN,
    /** Expands all. */
    EXPAND,
    /** Collapses all. */
    COLLAPSE,
    /** A picture of how the machine is wired. */
    TOPOLOGY,
    /** Enlarges. */
    ZOOM_IN,
    /** Makes smaller. */
    ZOOM_OUT,
    /** Fits a picture into its view. */
    FIT,
    /** The same facts as a table. */
    TABLE,
    /** What colours and signs mean. */
    LEGEND,
    /** The start page. */
    START,
    /** The product. */
    BINDSCOPE,
    /** Findings. */
    FINDINGS;

    /**
     * Describes the icon.
     *
     * @return a descriptor that draws at every zoom
     */
    public ImageDescriptor descriptor() {
        String path = "icons/" + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
        URL url = FileLocator.find(FrameworkUtil.getBundle(Icons.class), new Path(path));
        return url == null ? ImageDescriptor.getMissingImageDescriptor() : ImageDescriptor.createFromURL(url);
    }

    /**
     * The icon.
     *
     * @return an image that the registry owns; never dispose of it
     */
    public Image image() {
        ImageRegistry registry = JFaceResources.getImageRegistry();
        String key = "org.bindscope.ui." + name();
        if (registry.get(key) == null) {
            registry.put(key, descriptor());
        }
        return registry.get(key);
    }
}
