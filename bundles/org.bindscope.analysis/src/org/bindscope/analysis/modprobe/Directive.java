// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.List;

import org.bindscope.analysis.alias.FilePlace;

/** One line of modprobe.d, of modules.softdep, or one option of the kernel command line. Module names have underscores. */
public sealed interface Directive {

    /**
     * Where it stands.
     *
     * @return file and line
     */
    FilePlace place();

    /**
     * {@code alias PATTERN MODULE}.
     *
     * @param pattern shell-style pattern, normalised
     * @param module  module, or {@code off}
     * @param place   where it stands
     */
    record Alias(String pattern, String module, FilePlace place) implements Directive {
    }

    /**
     * {@code blacklist MODULE} or {@code modprobe.blacklist=}.
     *
     * @param module module
     * @param place  where it stands
     */
    record Blacklist(String module, FilePlace place) implements Directive {
    }

    /**
     * {@code options MODULE …} or {@code module.param=value}.
     *
     * @param module     module, or an alias name
     * @param parameters texts {@code name=value}
     * @param place      where it stands
     */
    record Options(String module, List<String> parameters, FilePlace place) implements Directive {
        /** Copies the list. */
        public Options {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * {@code install MODULE COMMAND}.
     *
     * @param module  module or pattern
     * @param command what runs instead of loading
     * @param place   where it stands
     */
    record Install(String module, String command, FilePlace place) implements Directive {
    }

    /**
     * {@code softdep MODULE pre: … post: …}.
     *
     * @param module module or pattern
     * @param pre    loaded before
     * @param post   loaded after
     * @param place  where it stands
     */
    record Softdep(String module, List<String> pre, List<String> post, FilePlace place) implements Directive {
        /** Copies the lists. */
        public Softdep {
            pre = List.copyOf(pre);
            post = List.copyOf(post);
        }
    }

    /**
     * {@code module_blacklist=}: the kernel itself refuses the module.
     *
     * @param module the name as written; only a name with underscores has an effect
     * @param place  where it stands
     */
    record KernelDeny(String module, FilePlace place) implements Directive {
    }
}
