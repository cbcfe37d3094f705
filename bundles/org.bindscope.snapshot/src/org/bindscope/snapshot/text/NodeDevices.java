// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;

/**
 * Reads libvirt's descriptions of node devices (docs/schemas/nodedev.rng of libvirt 9.0), as {@code virsh
 * nodedev-dumpxml} prints them: one element {@code device}, several one after the other, or several inside
 * of a root element. Each is parsed alone, so that a damaged one costs no other. There are no document type
 * declarations in them, and none is followed.
 */
public final class NodeDevices {

    private static final String START = "<device>";
    private static final String END = "</device>";
    private static final int MAX_DEPTH = 64;

    private NodeDevices() {
    }

    /**
     * Whether a text holds such descriptions.
     *
     * @param text the beginning of a text
     * @return true when it names a node device with a capability
     */
    public static boolean isIn(String text) {
        int device = text.indexOf(START);
        return device >= 0 && text.indexOf("<capability type=", device) > 0 && text.indexOf("<domain type=") < 0;
    }

    /**
     * Reads a text.
     *
     * @param file      path that evidence names
     * @param text      the text
     * @param firstLine number of the text's first line in the file
     * @param problems  takes what was left out
     * @return what it says of PCI functions
     */
    public static Statements read(String file, String text, int firstLine, ProblemSink problems) {
        Statements statements = new Statements();
        BusesBelow buses = new BusesBelow();
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        int line = firstLine;
        int counted = 0;
        for (int start = text.indexOf(START); start >= 0; start = text.indexOf(START, start + START.length())) {
            line += lines(text, counted, start);
            counted = start;
            int end = text.indexOf(END, start);
            if (end < 0) {
                problems.problem(Place.line(file, line), file + ": the description of a device that begins here does not end;"
                        + " it was left out.");
                break;
            }
            device(factory, file, text.substring(start, end + END.length()), line, statements, buses, problems);
        }
        buses.moveTo(statements);
        return statements;
    }

    private static int lines(String text, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            lines += text.charAt(i) == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static void device(XMLInputFactory factory, String file, String xml, int firstLine, Statements statements,
            BusesBelow buses, ProblemSink problems) {
        NodeDevice device = new NodeDevice(file, problems);
        int line = firstLine;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            Deque<String> open = new ArrayDeque<>();
            StringBuilder content = new StringBuilder();
            while (reader.hasNext()) {
                int event = reader.next();
                line = firstLine + Math.max(0, reader.getLocation().getLineNumber() - 1);
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (open.size() >= MAX_DEPTH) {
                        throw new XMLStreamException("elements stand more than " + MAX_DEPTH + " deep");
                    }
                    content.setLength(0);
                    open.addLast(name(reader));
                    device.start(String.join("/", open), attributes(reader), line);
                } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    content.append(reader.getText());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    device.text(String.join("/", open), content.toString().strip(), line);
                    content.setLength(0);
                    open.removeLast();
                }
            }
            device.moveTo(statements, buses);
        } catch (XMLStreamException e) {
            String said = e.getMessage() == null ? "it is no XML" : e.getMessage().replace('\n', ' ');
            problems.problem(Place.line(file, line), file + ": the description of a device was left out: " + said);
        }
    }

    /** The element, with its type where it has one, since nested capabilities differ by that alone. */
    private static String name(XMLStreamReader reader) {
        String type = reader.getAttributeValue(null, "type");
        String validity = reader.getAttributeValue(null, "validity");
        return reader.getLocalName() + (type == null ? "" : "=" + type) + (validity == null ? "" : "=" + validity);
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }
}
