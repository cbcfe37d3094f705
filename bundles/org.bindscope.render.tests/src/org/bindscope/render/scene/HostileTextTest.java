// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Text of strangers in pictures: it stays text, whatever it holds. */
class HostileTextTest {

    private static final Set<String> ELEMENTS = Set.of("svg", "title", "desc", "style", "g", "rect", "path", "text");

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> known = Arbitraries.of("]]>", "<script>alert(1)</script>", "\"><svg onload=x>", "&amp;&#0;", "--><!--",
                "\u202e\u200f\u2066", "\u0000\u0001\u001b[2J\u0007", "\ud800", "\udfff\ud800", "\ufffe\uffff", "\u2028\n\r\t", "\u0085\u00a0",
                "' OR 1=1", "\u05d0\u05d1 \u0627", "\ud83d\udca5", "</text></g></svg>", "<?xml?>", "<!DOCTYPE x [<!ENTITY e 'x'>]>&e;");
        Arbitrary<String> any = Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(400);
        Arbitrary<String> plain = Arbitraries.strings().ascii().ofMaxLength(60);
        return Arbitraries.oneOf(known, any, plain, any.tuple2().map(pair -> pair.get1() + "<&>\"'" + pair.get2()));
    }

    private static Scene scene(String one, String other) {
        SceneDraft draft = new SceneDraft(one, other);
        draft.note(other);
        draft.legendTitle(one);
        SceneClass group = new SceneClass(one, other, one, SceneTint.BLUE);
        draft.explain(new SceneLegend.Sample.OfClass(group), other);
        draft.add(new SceneDraft.Box("box", List.of(SceneSubject.group(one)), List.of(SceneDraft.Line.title(one)), List.of(), group,
                Optional.empty(), other));
        draft.add(new SceneDraft.Node("a", List.of(SceneSubject.function(one)), NodeShape.DEVICE,
                List.of(SceneDraft.Line.title(one), SceneDraft.Line.code(other)),
                List.of(new SceneDraft.Sign(SceneSign.CHANGED, one)), group, Optional.empty(), Optional.of("box"), one));
        draft.add(new SceneDraft.Node("b", List.of(), NodeShape.BRIDGE, List.of(SceneDraft.Line.detail(other)), List.of(), SceneClass.NONE,
                Optional.empty(), Optional.empty(), other));
        draft.add(new SceneDraft.Edge("e", "b", "a", List.of(), EdgeKind.NVLINK, EdgeState.CUT, 2, one,
                Optional.of(new SceneDraft.Sign(SceneSign.CROSS, other)), Optional.empty(), false, one));
        return SceneLayout.arrange(draft, SceneFlow.RIGHT, TextMeasure.builtIn());
    }

    @Property(tries = 400)
    void svgIsWellFormedAndHoldsNoOtherElements(@ForAll("hostile") String one, @ForAll("hostile") String other) throws Exception {
        Scene scene = scene(one, other);
        for (SceneSvg.Theme theme : SceneSvg.Theme.values()) {
            Document document = SceneChecks.parse(SceneSvg.document(scene, theme));
            Set<String> names = new HashSet<>();
            NodeList all = document.getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                Element element = (Element) all.item(i);
                names.add(element.getLocalName());
                for (int j = 0; j < element.getAttributes().getLength(); j++) {
                    Node attribute = element.getAttributes().item(j);
                    assertTrue(!attribute.getNodeName().startsWith("on") && !attribute.getNodeName().contains("href"), attribute.toString());
                }
                if (element.getLocalName().equals("text") || element.getLocalName().equals("title")) {
                    element.getTextContent().codePoints().forEach(HostileTextTest::assertHarmless);
                    assertTrue(element.getTextContent().length() <= SceneDraft.MAX_DESCRIPTION);
                }
            }
            assertTrue(ELEMENTS.containsAll(names), names.toString());
            assertEquals(scene.title(), document.getElementsByTagName("title").item(0).getTextContent());
        }
    }

    private static void assertHarmless(int codePoint) {
        int type = Character.getType(codePoint);
        assertTrue(codePoint >= 0x20 && type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE,
                Integer.toHexString(codePoint));
    }

    @Property(tries = 400)
    void textStaysInsideItsNode(@ForAll("hostile") String one, @ForAll("hostile") String other) {
        SceneChecks.check(scene(one.isBlank() ? "a node" : one, other.isBlank() ? "another" : other));
    }

    @Property(tries = 400)
    void shortenedTextFits(@ForAll("hostile") String text) {
        TextMeasure measure = TextMeasure.builtIn();
        String clean = SceneDraft.visible(text, 100);
        for (TextStyle style : TextStyle.values()) {
            String fitted = measure.fit(clean, style, 90);
            assertTrue(measure.width(fitted, style) <= 90, fitted);
            assertTrue(fitted.equals(clean) || fitted.endsWith("\u2026"), fitted);
        }
    }
}
