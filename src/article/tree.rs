//! Trees of pages. What a page does wrong is mended and forgotten.
//!
//! The tree that `dom_query` builds by itself keeps a message for everything that is wrong with a page. A page of nothing but
//! faults is then many times its own size.

use std::borrow::Cow;
use std::cell::Ref;

use dom_query::{Document, NodeId};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};

/// Builds the tree of a whole page that was limited.
pub(super) fn page(html: &str) -> Document {
    parse_document(Forgetful(Document::default()), options(false)).one(html)
}

/// Builds the tree of a piece of a page that was limited.
pub(super) fn fragment(html: &str) -> Document {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse_fragment(Forgetful(Document::fragment_sink()), options(true), body, Vec::new(), false).one(html)
}

fn options(drop_doctype: bool) -> ParseOpts {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, drop_doctype, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

/// A tree that keeps no errors.
struct Forgetful(Document);

impl TreeSink for Forgetful {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Document {
        self.0
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.0.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.0.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.0.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.0.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.0.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.0.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        self.0.append_based_on_parent_node(element, before, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.0.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.0.get_template_contents(target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.0.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.0.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.0.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.0.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.0.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, to: &NodeId) {
        self.0.reparent_children(node, to);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.0.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: &str = "<!doctype html><p a=1 a=2>A &b; <table>c<td>d</p></i><li>e\0<template>f<b>g<p>h</b><select><b>i</template>\
                          <!--j--><math><annotation-xml encoding=text/html><p>k";

    #[test]
    fn the_tree_is_the_same_without_its_errors() {
        let (known, ours) = (Document::from(BROKEN), page(BROKEN));
        assert_eq!(ours.html(), known.html());
        assert!(!known.errors.borrow().is_empty() && ours.errors.borrow().is_empty());
        let (known, ours) = (Document::fragment(BROKEN), fragment(BROKEN));
        assert_eq!(ours.html(), known.html());
    }
}
