//! What must hold for everyone who uses the page, also without a mouse or without seeing it.

use crate::page::Page;
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The least contrast between text and its ground, by WCAG 2.2 AA (1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Everything that can have the focus has a name in the tree that assistive programs read.
pub async fn every_control_has_a_name(page: &Page) {
    let tree = page.inspects("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().expect("a tree");
    let controls: Vec<&Value> = nodes.iter().filter(|node| is_focusable(node)).collect();
    assert!(controls.len() > 3, "there are controls");
    let is_nameless =
        |node: &&&Value| node["name"]["value"].as_str().is_none_or(|name| name.trim().is_empty());
    let nameless: Vec<_> = controls.iter().filter(is_nameless).map(|node| &node["role"]["value"]).collect();
    assert!(nameless.is_empty(), "controls without a name: {nameless:?}");
}

/// What can have the focus within one message is told apart by its name.
pub async fn no_message_has_two_controls_of_one_name(page: &Page) {
    let tree = page.inspects("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().expect("a tree");
    let by_id: HashMap<&str, &Value> =
        nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let parent = |node: &Value| by_id.get(node["parentId"].as_str()?).copied();
    let message = |node: &Value| {
        let above = std::iter::successors(parent(node), |node| parent(node));
        above
            .filter(|node| node["role"]["value"] == "listitem")
            .last()
            .and_then(|node| node["nodeId"].as_str())
    };
    let mut names: HashMap<(&str, &str), usize> = HashMap::new();
    for node in nodes.iter().filter(|node| is_focusable(node)) {
        if let (Some(message), Some(name)) = (message(node), node["name"]["value"].as_str()) {
            *names.entry((message, name)).or_default() += 1;
        }
    }
    assert!(names.len() > 3, "there are controls in messages");
    let twice: Vec<_> = names.iter().filter(|(_, count)| **count > 1).map(|((_, name), _)| name).collect();
    assert!(twice.is_empty(), "more than one control of a message is called {twice:?}");
}

fn is_focusable(node: &Value) -> bool {
    let properties = node["properties"].as_array().into_iter().flatten();
    let mut focusable = properties.filter(|it| it["name"] == "focusable");
    focusable.any(|it| it["value"]["value"] == true) && node["ignored"] == false
}

/// Tab goes round inside an open dialog; only the browser's own controls lie between.
pub async fn the_focus_stays_in_the_dialog(page: &Page) {
    let is_inside = "document.querySelector('dialog[open]').contains(document.activeElement)";
    let mut returned = 0;
    for _ in 0..20 {
        page.presses(Key::Tab).await;
        assert!(
            page.holds(&format!("{is_inside} || document.activeElement === document.body")).await,
            "the focus got out"
        );
        returned += u32::from(page.holds(is_inside).await);
    }
    assert!(returned > 10, "the focus comes back into the dialog");
    page.asks("document.querySelector('dialog[open] [name]').focus()", Vec::new()).await;
}

/// Whatever Tab comes to looks different from how it looks without the focus, itself or what it stands in.
pub async fn the_focus_is_seen_wherever_it_goes(page: &Page) {
    const LOOK: &str = "const look = (it) => [it, it.parentElement, it.parentElement?.parentElement] \
        .filter(Boolean).map((node) => { const s = getComputedStyle(node); return [s.outlineStyle === 'none' ? '' : \
        s.outlineColor + s.outlineWidth, s.borderColor, s.boxShadow, s.backgroundColor].join(); }).join('|');";
    let remember = format!(
        "{LOOK} document.activeElement.blur(); window.looks = new Map([...document.querySelectorAll('*')] \
         .map((it) => [it, look(it)])); document.querySelector('.skip').focus(); window.stops = 0;"
    );
    page.asks(&remember, Vec::new()).await;
    for _ in 0..40 {
        page.presses(Key::Tab).await;
        let compare = format!(
            "{LOOK} const it = document.activeElement; if (it === document.body) return ''; window.stops += 1; \
             return look(it) === window.looks.get(it) ? it.outerHTML.slice(0, 200) : '';"
        );
        let unseen = page.asks(&compare, Vec::new()).await;
        assert_eq!(unseen, "", "the focus cannot be seen here");
    }
    assert!(page.holds("window.stops > 20").await, "Tab goes through the page");
}

/// Sets the colour scheme and returns how bright the ground of the page then is, from 0 to 1.
pub async fn brightness_in(page: &Page, scheme: &str) -> f64 {
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
    page.inspects("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    page.until("the scheme is on", &format!("matchMedia('(prefers-color-scheme: {scheme})').matches")).await;
    let script = format!("{COLORS} return luminance(ground(document.querySelector('#log')));");
    page.asks(&script, Vec::new()).await.as_f64().expect("a number")
}

/// Every text on the screen stands out from its ground.
pub async fn text_is_readable(page: &Page, scheme: &str) {
    let script = format!(
        "{COLORS} const texts = [...document.querySelectorAll('body *')].filter((it) => \
           it.checkVisibility({{ opacityProperty: true }}) && !it.closest('.visually-hidden, .skip, [disabled]') && \
           [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')); \
         return texts.map((it) => {{ const under = ground(it); const ink = paint([...grounds(it), getComputedStyle(it).color]); \
           const [a, b] = [luminance(under), luminance(ink)].sort((x, y) => y - x); \
           return [(a + 0.05) / (b + 0.05), it.outerHTML.slice(0, 160)]; }});"
    );
    let texts = page.asks(&script, Vec::new()).await;
    let texts = texts.as_array().expect("a list");
    assert!(texts.len() > 20, "there is text");
    let contrast = |text: &Value| text[0].as_f64().expect("a number");
    let faint: Vec<String> = texts
        .iter()
        .filter(|text| contrast(text) < LEAST_CONTRAST)
        .map(|text| format!("{:.2}: {}", contrast(text), text[1]))
        .collect();
    assert!(faint.is_empty(), "too faint in {scheme}:\n{}", faint.join("\n"));
}

/// Colours as they are seen: all grounds from the page's own up to an element's painted over each other. Relative
/// luminance is that of WCAG 2.2.
const COLORS: &str = "const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true }); \
    const paint = (colors) => { canvas.clearRect(0, 0, 1, 1); for (const color of colors) { \
      canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); } return canvas.getImageData(0, 0, 1, 1).data; }; \
    const grounds = (it) => { const own = []; \
      for (let node = it; node; node = node.parentElement) own.unshift(getComputedStyle(node).backgroundColor); \
      return own; }; \
    const ground = (it) => paint(grounds(it)); \
    const linear = (part) => { const x = part / 255; return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; }; \
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);";
