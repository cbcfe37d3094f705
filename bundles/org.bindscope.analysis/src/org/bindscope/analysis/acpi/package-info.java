// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0

/** What firmware's ACPI tables say about IOMMUs: DMAR (VT-d specification, chapter 8), IVRS (AMD I/O
 * virtualization specification, chapter 5) and IORT (Arm DEN0049). */
package org.bindscope.analysis.acpi;
