//! The description of the interface as a page for people, made from the document itself.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use crate::PageError;

#[derive(Debug, Clone, Template)]
#[template(path = "api.html")]
pub struct ViewerPage {
    pub says: String,
    pub tags: Vec<TagView>,
    pub schemas: Vec<SchemaView>,
}

/// The operations under one heading.
#[derive(Debug, Clone)]
pub struct TagView {
    pub id: String,
    pub name: String,
    pub operations: Vec<OperationView>,
}

#[derive(Debug, Clone)]
pub struct OperationView {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub act: String,
    pub parameters: Vec<FieldView>,
    pub body: Option<BodyView>,
    pub answers: Vec<AnswerView>,
    /// How to ask, as one would type it.
    pub example: String,
}

#[derive(Debug, Clone)]
pub struct BodyView {
    pub kind: String,
    pub schema: String,
    pub example: String,
}

#[derive(Debug, Clone)]
pub struct AnswerView {
    pub status: String,
    pub says: String,
    pub schema: String,
}

#[derive(Debug, Clone)]
pub struct FieldView {
    pub name: String,
    pub place: String,
    pub kind: String,
    pub is_needed: bool,
    pub says: String,
}

#[derive(Debug, Clone)]
pub struct SchemaView {
    pub name: String,
    pub says: String,
    /// The rules of a value that is no object, in one line.
    pub rules: String,
    pub choices: Vec<ChoiceView>,
}

/// The fields of an object, or of one of several.
#[derive(Debug, Clone)]
pub struct ChoiceView {
    pub name: String,
    pub says: String,
    pub fields: Vec<FieldView>,
}

impl ViewerPage {
    pub fn of(document: &Value) -> ViewerPage {
        let schemas = &document["components"]["schemas"];
        ViewerPage {
            says: text(&document["info"]["description"]),
            tags: tags(document),
            schemas: entries(schemas).map(|(name, schema)| schema_view(schemas, name, schema)).collect(),
        }
    }
}

pub fn send(page: &ViewerPage) -> Response {
    match page.render() {
        Ok(page) => Html(page).into_response(),
        Err(fault) => PageError::fault(fault).into_response(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn tags(document: &Value) -> Vec<TagView> {
    let mut tags: Vec<TagView> = Vec::new();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods) {
            let name = text(&operation["tags"][0]);
            let view = operation_view(document, (path, method), operation);
            match tags.iter_mut().find(|tag| tag.name == name) {
                Some(tag) => tag.operations.push(view),
                None => tags.push(TagView { id: format!("nhom-{}", tags.len() + 1), name, operations: vec![view] }),
            }
        }
    }
    tags
}

fn operation_view(document: &Value, (path, method): (&str, &str), operation: &Value) -> OperationView {
    let schemas = &document["components"]["schemas"];
    let body = entries(&operation["requestBody"]["content"]).next().map(|(kind, content)| BodyView {
        kind: kind.clone(),
        schema: name_of(&content["schema"]),
        example: body_example(schemas, &content["schema"]),
    });
    let method = method.to_uppercase();
    OperationView {
        id: text(&operation["operationId"]),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        act: text(&operation["x-act"]["name"]),
        parameters: items(&operation["parameters"]).map(parameter_view).collect(),
        answers: entries(&operation["responses"])
            .map(|(status, answer)| answer_view(document, status, answer))
            .collect(),
        example: request_example((path, &method), operation, schemas, body.as_ref()),
        method,
        path: path.to_owned(),
        body,
    }
}

fn parameter_view(parameter: &Value) -> FieldView {
    let place = match parameter["in"].as_str() {
        Some("path") => "địa chỉ",
        Some("query") => "tham số",
        _ => "tiêu đề",
    };
    FieldView {
        name: text(&parameter["name"]),
        place: place.to_owned(),
        kind: kind_of(&parameter["schema"]),
        is_needed: parameter["required"] == true,
        says: text(&parameter["description"]),
    }
}

fn answer_view(document: &Value, status: &str, answer: &Value) -> AnswerView {
    let shared = answer["$ref"].as_str().map(|_| &document["components"]["responses"][status]);
    let answer = shared.unwrap_or(answer);
    let schema = entries(&answer["content"]).next().map(|(_, content)| name_of(&content["schema"]));
    AnswerView { status: status.to_owned(), says: text(&answer["description"]), schema: schema.unwrap_or_default() }
}

/// The name of a described value, where it has one.
fn name_of(schema: &Value) -> String {
    schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()).unwrap_or_default().to_owned()
}

/// What a value is, in a few words: `Day`, `danh sách Id`, `chữ`.
fn kind_of(schema: &Value) -> String {
    let named = name_of(schema);
    if !named.is_empty() {
        return named;
    }
    let choice = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    if let Some(choice) = choice {
        let kinds: Vec<String> = items(choice).map(kind_of).collect();
        return kinds.join(" hoặc ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("danh sách {}", kind_of(&schema["items"])),
        Value::String(kind) => type_word(kind),
        Value::Array(kinds) => kinds.iter().map(|kind| type_word(&text(kind))).collect::<Vec<_>>().join(" hoặc "),
        _ => String::new(),
    }
}

fn type_word(kind: &str) -> String {
    match kind {
        "string" => "chữ",
        "integer" => "số nguyên",
        "boolean" => "true, false",
        "null" => "null",
        "array" => "danh sách",
        other => other,
    }
    .to_owned()
}

fn schema_view(schemas: &Value, name: &str, schema: &Value) -> SchemaView {
    let choices: Vec<ChoiceView> = match schema.get("oneOf") {
        Some(variants) => items(variants).map(variant_view).collect(),
        None if schema.get("properties").is_some() => vec![choice_view(String::new(), String::new(), schema)],
        None => Vec::new(),
    };
    let rules = if choices.is_empty() { rules(schemas, schema) } else { String::new() };
    SchemaView { name: name.to_owned(), says: text(&schema["description"]), rules, choices }
}

fn variant_view(variant: &Value) -> ChoiceView {
    let tag = text(&variant["properties"]["act"]["enum"][0]);
    choice_view(tag, text(&variant["description"]), variant)
}

fn choice_view(name: String, says: String, schema: &Value) -> ChoiceView {
    let needed: Vec<&str> = items(&schema["required"]).filter_map(Value::as_str).collect();
    let field = |(name, schema): (&String, &Value)| FieldView {
        name: name.clone(),
        place: String::new(),
        kind: kind_of(schema),
        is_needed: needed.contains(&name.as_str()),
        says: text(&schema["description"]),
    };
    ChoiceView { name, says, fields: entries(&schema["properties"]).map(field).collect() }
}

/// The limits of a simple value: its kind, its few words, its least and most, its pattern.
fn rules(schemas: &Value, schema: &Value) -> String {
    let words: Vec<String> = items(&schema["enum"]).map(text).collect();
    let limit = |name: &str, says: &str| schema.get(name).map(|value| format!("{says} {value}"));
    let example = example(schemas, schema);
    let parts = [
        Some(kind_of(schema)),
        (!words.is_empty()).then(|| words.join(", ")),
        limit("minimum", "từ"),
        limit("maximum", "đến"),
        (!example.is_null()).then(|| format!("ví dụ {example}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// How deep examples are followed; a description that names itself would have no end.
const DEEPEST: usize = 6;

fn example(schemas: &Value, schema: &Value) -> Value {
    example_within(schemas, schema, DEEPEST)
}

/// A value that fits the description: the first of several, needed fields only.
fn example_within(schemas: &Value, schema: &Value, depth: usize) -> Value {
    if depth == 0 {
        return Value::Null;
    }
    let deeper = |schema: &Value| example_within(schemas, schema, depth - 1);
    let named = name_of(schema);
    if !named.is_empty() {
        return deeper(&schemas[named]);
    }
    let given = schema["examples"].get(0).or_else(|| schema.get("example")).or_else(|| schema["enum"].get(0));
    if let Some(given) = given {
        return given.clone();
    }
    if let Some(first) = schema["oneOf"].get(0) {
        return deeper(first);
    }
    if let Some(properties) = schema["properties"].as_object() {
        let needed: Vec<&str> = items(&schema["required"]).filter_map(Value::as_str).collect();
        let fields = properties.iter().filter(|(name, _)| needed.contains(&name.as_str()));
        return Value::Object(fields.map(|(name, schema)| (name.clone(), deeper(schema))).collect());
    }
    match schema["type"].as_str() {
        Some("array") => Value::Array(vec![deeper(&schema["items"])]),
        Some("integer") => Value::from(1),
        Some("boolean") => Value::from(false),
        Some("string") => Value::from("…"),
        _ => Value::Null,
    }
}

fn body_example(schemas: &Value, schema: &Value) -> String {
    match name_of(schema).is_empty() {
        true => String::new(),
        false => serde_json::to_string_pretty(&example(schemas, schema)).unwrap_or_default(),
    }
}

fn request_example(
    (path, method): (&str, &str),
    operation: &Value,
    schemas: &Value,
    body: Option<&BodyView>,
) -> String {
    let mut address = path.to_owned();
    let mut query = Vec::new();
    for parameter in items(&operation["parameters"]).filter(|one| one["required"] == true) {
        let value = match example(schemas, &parameter["schema"]) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let name = text(&parameter["name"]);
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            _ => query.push(format!("{name}={value}")),
        }
    }
    let asked = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let head = format!("curl -X {method} \"$ANSINH{address}{asked}\" \\\n  -H \"Authorization: Bearer $MA\"");
    match body {
        Some(body) if body.example.is_empty() => {
            format!("{head} \\\n  -H \"Content-Type: {}\" --data-binary @tep.xlsx", body.kind)
        }
        Some(body) => format!("{head} \\\n  -H \"Content-Type: {}\" -d '{}'", body.kind, body.example),
        None => head,
    }
}
