package dev.sotto.portmap;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element that holds text and no other element: all that UPnP's documents are read for.
 *
 * @param parent the number of the element around it, so that siblings can be told from others
 * @param name its name without prefix
 * @param text its text without the space around it
 */
record XmlLeaf(int parent, String name, String text) {
  private static final int MOST_ELEMENTS = 4096;
  private static final int DEEPEST = 32;
  private static final int LONGEST_TEXT = 1024;

  /**
   * Reads a document of bounded size, without external entities and without a DTD: where one could
   * be is the end of it.
   *
   * @return the leaves in the order of the document; none when it is not well-formed or too large
   */
  static List<XmlLeaf> parse(byte[] document) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      return leaves(factory.createXMLStreamReader(new ByteArrayInputStream(document)));
    } catch (XMLStreamException | RuntimeException e) {
      // The JDK's parser also reports bad input by exceptions that are not its own.
      return List.of();
    }
  }

  private static List<XmlLeaf> leaves(XMLStreamReader reader) throws XMLStreamException {
    List<XmlLeaf> found = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    StringBuilder text = new StringBuilder();
    int elements = 0;
    boolean leaf = false;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return List.of();
        }
        case XMLStreamConstants.START_ELEMENT -> {
          open.push(++elements);
          if (elements > MOST_ELEMENTS || open.size() > DEEPEST) {
            return List.of();
          }
          leaf = true;
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (leaf && text.length() + reader.getTextLength() <= LONGEST_TEXT) {
            text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          open.pop();
          if (leaf) {
            int parent = open.isEmpty() ? 0 : open.peek();
            found.add(new XmlLeaf(parent, reader.getLocalName(), text.toString().strip()));
          }
          leaf = false;
        }
        default -> {}
      }
    }
    return found;
  }
}
