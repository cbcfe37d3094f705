// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.testsupport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A second model of driver-match, sections 2 to 8, written from the specification alone and without
 * looking at the product's: strings, arrays and mutable maps. Only for comparison.
 */
public final class NaiveBus {

    /** A device. */
    public static final class Dev {
        public int[] id;
        public String override;
        public String driver;
        public boolean vf;
        public boolean vfAutoprobe = true;
        public int header;
        public int vfs;
        public boolean noGroup;
        public boolean waits;

        public Dev copy() {
            Dev d = new Dev();
            d.id = id;
            d.override = override;
            d.driver = driver;
            d.vf = vf;
            d.vfAutoprobe = vfAutoprobe;
            d.header = header;
            d.vfs = vfs;
            d.noGroup = noGroup;
            return d;
        }
    }

    /** A driver. */
    public static final class Drv {
        public String name;
        /** null: no table. Each entry: v d sv sd class mask flag data. */
        public long[][] table;
        public List<long[]> parameter = new ArrayList<>();
        public List<long[]> dynamic = new ArrayList<>();
        public boolean vfio;
        public boolean managed;
        public boolean async;
        public String probe;
    }

    public final double kernel;
    public final boolean rfc;
    public final boolean march;
    public final Map<String, Dev> devices = new LinkedHashMap<>();
    public final Map<String, Drv> all = new HashMap<>();
    public final List<String> registered = new ArrayList<>();
    public final Set<String> held = new HashSet<>();
    /** Errors by which a driver's own probe refuses one device, by {@code DRIVER ADDRESS}. */
    public final Map<String, String> refusals = new HashMap<>();
    public boolean autoprobe = true;
    private boolean hard;

    public NaiveBus(double kernel, boolean rfc, boolean march) {
        this.kernel = kernel;
        this.rfc = rfc;
        this.march = march;
    }

    public static boolean one(long[] e, int[] id) {
        for (int i = 0; i < 4; i++) {
            if (e[i] != 0xffffffffL && e[i] != id[i]) {
                return false;
            }
        }
        return ((e[4] ^ id[4]) & e[5]) == 0;
    }

    public boolean match(Drv d, int[] id, String override, boolean dynamicToo) {
        String o = kernel < 3.16 ? null : override;
        if (o != null && !o.equals(d.name)) {
            return false;
        }
        List<long[]> fitting = new ArrayList<>();
        if (dynamicToo) {
            d.dynamic.stream().filter(e -> one(e, id)).findFirst().ifPresent(fitting::add);
        }
        int dynamicCount = fitting.size();
        if (d.table != null) {
            for (long[] e : d.table) {
                if (e[0] == 0 && e[2] == 0 && e[5] == 0) {
                    break;
                }
                if (one(e, id)) {
                    fitting.add(e);
                }
            }
        }
        if (rfc) {
            return !fitting.isEmpty() && (fitting.get(0)[6] == 1) == (o != null);
        }
        boolean flags = kernel >= 5.15 && !march;
        if (dynamicCount > 0 || o != null) {
            return true;
        }
        return fitting.stream().anyMatch(e -> !flags || e[6] == 0);
    }

    /** null: took it. "GHOST" too. */
    public String probe(Drv d, String address, Dev dev) {
        boolean owned = held.contains(address) && !dev.noGroup;
        if (owned && kernel >= 5.19 && !d.vfio && !d.managed) {
            hard = true;
            return "DMA";
        }
        if (dev.vf && !dev.vfAutoprobe && kernel >= 4.12) {
            if (kernel < 5.03) {
                return null;
            }
            if (dev.override == null) {
                return "ENODEV";
            }
        }
        if (d.vfio) {
            if (dev.header != 0 || dev.noGroup) {
                return dev.header == 0 && dev.vfs > 0 ? "EBUSY" : "EINVAL";
            }
            if (dev.vfs > 0) {
                return "EBUSY";
            }
        }
        return refusals.getOrDefault(d.name + " " + address, d.probe);
    }

    public boolean offer(Drv d, String address, Dev dev) {
        if (!match(d, dev.id, dev.override, true)) {
            return false;
        }
        String answer = probe(d, address, dev);
        if (answer == null) {
            dev.driver = d.name;
            dev.waits = false;
            return true;
        }
        if (answer.equals("EPROBE_DEFER")) {
            dev.waits = true;
        }
        return false;
    }

    /** Tries in order; false when ended by a hard error. */
    public boolean walk(String address, Dev dev, boolean arrival) {
        hard = false;
        List<String> order = new ArrayList<>(registered);
        if (arrival && kernel >= 6.18) {
            order.sort((a, b) -> Boolean.compare(all.get(a).async, all.get(b).async));
        }
        for (String name : order) {
            if (offer(all.get(name), address, dev) || hard) {
                break;
            }
        }
        return !hard;
    }

    public void add(String address, Dev dev) {
        devices.remove(address);
        devices.put(address, dev);
        dev.driver = null;
        if (!autoprobe && kernel >= 6.19) {
            return;
        }
        walk(address, dev, true);
    }

    public void offerAll(Drv d) {
        devices.forEach((address, dev) -> {
            if (dev.driver == null) {
                offer(d, address, dev);
            }
        });
    }

    public void register(String name) {
        if (registered.contains(name)) {
            return;
        }
        Drv d = all.get(name);
        registered.add(name);
        d.dynamic.clear();
        if (autoprobe) {
            offerAll(d);
        }
        for (long[] e : d.parameter) {
            d.dynamic.add(e);
            offerAll(d);
        }
        d.parameter.clear();
    }

    public String newId(String name, long... f) {
        if (!registered.contains(name)) {
            return "ENOENT";
        }
        if (f.length < 2) {
            return "EINVAL";
        }
        Drv d = all.get(name);
        long[] e = { f[0], f[1], f.length > 2 ? f[2] : 0xffffffffL, f.length > 3 ? f[3] : 0xffffffffL,
                f.length > 4 ? f[4] : 0, f.length > 5 ? f[5] : 0, 0, f.length > 6 ? f[6] : 0 };
        if (f.length != 7) {
            int[] pretend = { (int) e[0] & 0xffff, (int) e[1] & 0xffff, (int) e[2] & 0xffff, (int) e[3] & 0xffff,
                    (int) e[4] };
            if (match(d, pretend, null, kernel >= 5.11)) {
                return "EEXIST";
            }
        }
        if (d.table != null) {
            boolean found = false;
            for (long[] t : d.table) {
                if (t[0] == 0 && t[2] == 0 && t[5] == 0) {
                    break;
                }
                found |= t[7] == e[7];
            }
            if (!found) {
                return "EINVAL";
            }
        }
        d.dynamic.add(e);
        offerAll(d);
        return "ok";
    }

    public String removeId(String name, long v, long dv) {
        if (!registered.contains(name)) {
            return "ENOENT";
        }
        List<long[]> ids = all.get(name).dynamic;
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i)[0] == v && ids.get(i)[1] == dv) {
                ids.remove(i);
                return "ok";
            }
        }
        return "ENODEV";
    }

    public String bind(String name, String address) {
        if (!registered.contains(name)) {
            return "ENOENT";
        }
        Drv d = all.get(name);
        Dev dev = devices.get(address);
        if (dev == null || !match(d, dev.id, dev.override, true)) {
            return "ENODEV";
        }
        boolean old = kernel < 5.14;
        if (dev.driver != null) {
            return old ? "ENODEV" : "EBUSY";
        }
        String answer = probe(d, address, dev);
        if (answer == null) {
            dev.driver = name;
            dev.waits = false;
            return "ok";
        }
        if (answer.equals("EPROBE_DEFER")) {
            dev.waits = true;
        }
        if (answer.equals("DMA")) {
            return "EBUSY";
        }
        return old ? "ENODEV" : answer.equals("EPROBE_DEFER") ? "EAGAIN" : answer;
    }

    public String unbind(String name, String address) {
        Dev dev = devices.get(address);
        if (!registered.contains(name)) {
            return "ENOENT";
        }
        if (dev == null || !name.equals(dev.driver)) {
            return "ENODEV";
        }
        dev.driver = null;
        return "ok";
    }

    public String driversProbe(String address) {
        Dev dev = devices.get(address);
        if (dev == null) {
            return "ENODEV";
        }
        return dev.driver != null || walk(address, dev, false) ? "ok" : "EINVAL";
    }

    public String override(String address, String text) {
        Dev dev = devices.get(address);
        if (dev == null || kernel < 3.16) {
            return "ENOENT";
        }
        dev.override = text.isEmpty() ? null : text;
        return "ok";
    }

    /** What the kernel does after any event that bound something. */
    public void retryDeferred(Map<String, String> driversBefore, Set<String> waitedBefore) {
        boolean some = devices.entrySet().stream().anyMatch(e -> e.getValue().driver != null
                && driversBefore.getOrDefault(e.getKey(), null) == null);
        if (some) {
            devices.forEach((address, dev) -> {
                if (dev.waits && dev.driver == null && waitedBefore.contains(address)) {
                    walk(address, dev, false);
                }
            });
        }
    }
}
