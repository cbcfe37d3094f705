// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Text helpers of the model that belong to no reader.
 */
package org.bindscope.model.text;
