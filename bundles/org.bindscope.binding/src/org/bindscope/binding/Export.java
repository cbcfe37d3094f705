// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

/**
 * What a format makes of a plan.
 *
 * @param fileName a name to save it under, without a folder
 * @param text     the whole text, lines ended by a line feed
 */
public record Export(String fileName, String text) {
}
