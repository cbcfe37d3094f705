// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

import org.bindscope.binding.DeviceIdentity;
import org.bindscope.binding.RememberedDevice;
import org.bindscope.binding.SavedPlan;
import org.bindscope.binding.Wish;

/**
 * A saved plan as a file: JSON in UTF-8, with the version of its form in the first key. All keys are always
 * written; what is not known is {@code null}.
 */
public final class PlanFile {

    /** The key that tells a plan from other JSON; its value is the version of the form. */
    static final String VERSION_KEY = "bindscopePlan";

    /** Version of the form that is written and read. */
    static final int VERSION = 1;

    private PlanFile() {
    }

    /**
     * Writes a plan.
     *
     * @param plan a plan
     * @return the content of the file
     */
    public static String text(SavedPlan plan) {
        StringWriter text = new StringWriter();
        try {
            write(plan, text);
        } catch (IOException e) {
            throw new IllegalStateException("A writer into memory does not fail", e);
        }
        return text.toString();
    }

    private static void write(SavedPlan plan, Writer out) throws IOException {
        JsonText json = new JsonText(out).object().number(VERSION_KEY, true, VERSION).object("source")
                .text("name", plan.source().source()).text("kernelRelease", plan.source().kernelRelease())
                .text("architecture", plan.source().architecture()).endObject()
                .text("rules", plan.rules()).array("wishes");
        for (Wish wish : plan.wishes()) {
            json.object().text("address", wish.address()).text("driver", wish.driver()).endObject();
        }
        json.endArray().texts("order", plan.order()).texts("accepted", plan.accepted());
        devices(json, "devices", plan.devices());
        devices(json, "others", plan.others());
        json.endObject().finish(out);
    }

    private static void devices(JsonText json, String key, List<RememberedDevice> devices) throws IOException {
        json.array(key);
        for (RememberedDevice device : devices) {
            DeviceIdentity identity = device.identity();
            json.object().text("address", device.address())
                    .hex("vendor", true, identity.vendor(), 4).hex("device", true, identity.device(), 4)
                    .hex("subsystemVendor", identity.subvendor().isPresent(), identity.subvendor().orElse(0), 4)
                    .hex("subsystemDevice", identity.subdevice().isPresent(), identity.subdevice().orElse(0), 4)
                    .text("slotPath", identity.slotPath()).text("serial", identity.serial())
                    .text("label", device.label()).text("driver", device.driver())
                    .text("driverOverride", device.override()).text("iommuGroup", device.iommuGroup()).endObject();
        }
        json.endArray();
    }

    /**
     * Reads a plan. Nothing is guessed: a key that is missing, not known or given twice, and a value that does
     * not have the syntax of its kind, are errors.
     *
     * @param name    what to call the file in messages
     * @param content bytes of the file
     * @return the plan
     * @throws PlanFileException with one sentence that names the file, and the line or the key
     */
    public static SavedPlan read(String name, byte[] content) throws PlanFileException {
        return new PlanFileReader(name).read(content);
    }
}
