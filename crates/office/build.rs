//! Makes the acts and roles of the program out of `access.toml`, so that none exists without its row there.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    role: Vec<Role>,
    act: Vec<Act>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Role {
    key: String,
    variant: String,
    name: String,
    says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    key: String,
    name: String,
    roles: Vec<String>,
    area: Area,
    field: Field,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Area {
    People,
    Whole,
    Free,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Field {
    Scheme,
    Whole,
    Free,
}

fn main() {
    println!("cargo:rerun-if-changed=access.toml");
    let text = std::fs::read_to_string("access.toml").expect("access.toml is beside Cargo.toml");
    let access: Access = toml::from_str(&text).expect("access.toml reads");
    access.check();
    let folder = std::env::var("OUT_DIR").expect("cargo names a folder for what is built");
    std::fs::write(Path::new(&folder).join("access.rs"), access.code()).expect("the built file is written");
}

impl Access {
    fn check(&self) {
        let roles: BTreeSet<&str> = self.role.iter().map(|role| role.key.as_str()).collect();
        let acts: BTreeSet<&str> = self.act.iter().map(|act| act.key.as_str()).collect();
        assert!(roles.len() == self.role.len() && acts.len() == self.act.len(), "a key stands twice in access.toml");
        for act in &self.act {
            assert!(!act.roles.is_empty(), "act {} is nobody's", act.key);
            for role in &act.roles {
                assert!(roles.contains(role.as_str()), "act {} names the unknown role {role}", act.key);
            }
        }
    }

    fn code(&self) -> String {
        let mut code = String::new();
        self.enumeration(&mut code, "Role", "A part somebody plays in the office.", self.role.iter().map(Role::row));
        self.enumeration(&mut code, "Act", "Something that is done here.", self.act.iter().map(Act::row));
        let says = self.role.iter().map(|role| (role.variant.clone(), format!("{:?}", role.says)));
        method(
            &mut code,
            "Role",
            "/// What the part consists of, for whoever gives it.\n",
            "says",
            "&'static str",
            says,
        );
        let of = |act: &Act| act.roles.iter().map(|role| format!("Role::{}", self.variant(role))).collect::<Vec<_>>();
        let roles = self.act.iter().map(|act| (act.variant(), format!("&[{}]", of(act).join(", "))));
        method(&mut code, "Act", "/// Who does it.\n", "roles", "&'static [Role]", roles);
        let areas = self.act.iter().map(|act| (act.variant(), format!("AreaLimit::{:?}", act.area)));
        method(&mut code, "Act", "/// How the area of whoever does it limits it.\n", "area", "AreaLimit", areas);
        let fields = self.act.iter().map(|act| (act.variant(), format!("FieldLimit::{:?}", act.field)));
        method(&mut code, "Act", "/// How the fields of whoever does it limit it.\n", "field", "FieldLimit", fields);
        code
    }

    fn variant(&self, role: &str) -> &str {
        let found = self.role.iter().find(|one| one.key == role);
        &found.expect("roles were checked").variant
    }

    fn enumeration(&self, code: &mut String, name: &str, doc: &str, rows: impl Iterator<Item = [String; 3]>) {
        let rows: Vec<[String; 3]> = rows.collect();
        let list = |line: &dyn Fn(&[String; 3]) -> String| rows.iter().map(line).collect::<Vec<_>>().join("\n");
        let variants = list(&|[variant, _, shown]| format!("    /// {shown}.\n    {variant},"));
        let all = list(&|[variant, _, _]| format!("        {name}::{variant},"));
        writeln!(
            code,
            "/// {doc}\n#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum {name} {{\n{variants}\n}}\n\n\
             impl {name} {{\n    pub const ALL: [{name}; {}] = [\n{all}\n    ];\n}}\n",
            rows.len()
        )
        .expect("a string takes any text");
        let keys = rows.iter().map(|[variant, key, _]| (variant.clone(), format!("{key:?}")));
        method(code, name, "/// How it stands in the records and in `access.toml`.\n", "key", "&'static str", keys);
        let names = rows.iter().map(|[variant, _, shown]| (variant.clone(), format!("{shown:?}")));
        method(code, name, "", "name", "&'static str", names);
    }
}

fn method(
    code: &mut String,
    of: &str,
    doc: &str,
    name: &str,
    gives: &str,
    arms: impl Iterator<Item = (String, String)>,
) {
    let arms: Vec<String> = arms.map(|(variant, value)| format!("            {of}::{variant} => {value},")).collect();
    writeln!(
        code,
        "impl {of} {{\n    {doc}    pub fn {name}(self) -> {gives} {{\n        match self {{\n{}\n        }}\n    }}\n}}\n",
        arms.join("\n")
    )
    .expect("a string takes any text");
}

impl Role {
    fn row(&self) -> [String; 3] {
        [self.variant.clone(), self.key.clone(), self.name.clone()]
    }
}

impl Act {
    fn row(&self) -> [String; 3] {
        [self.variant(), self.key.clone(), self.name.clone()]
    }

    /// `person.find` becomes `PersonFind`.
    fn variant(&self) -> String {
        let parts = self.key.split(['.', '_']);
        parts.map(|part| part[..1].to_uppercase() + &part[1..]).collect()
    }
}
