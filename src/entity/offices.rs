//! The fields of offices: a goalkeeper is not the foreign minister of the same surname.

use super::language::Roles;

/// Says whether a role speaks against the roles that a person is known for: each side has a field, and none is shared.
pub(super) fn conflict<'a>(language: &Roles, role: &str, known: impl Iterator<Item = &'a str>) -> bool {
    let fields = |role: &str| fields(language, role);
    let own = fields(role);
    let theirs = known.map(fields).fold(0, |all, one| all | one);
    own != 0 && theirs != 0 && own & theirs == 0
}

fn fields(language: &Roles, role: &str) -> u32 {
    let role = super::fold::fold(role);
    let holds = |field: &str| role.split(' ').any(|word| field.split_whitespace().any(|known| known == word));
    language.fields.iter().enumerate().filter(|(_, field)| holds(field)).fold(0, |all, (at, _)| all | 1 << at)
}

#[cfg(test)]
mod tests {
    use super::super::english::ENGLISH;
    use super::*;

    #[test]
    fn offices_of_other_fields_conflict() {
        let check = |role: &str, known: &[&str], conflicts: bool| {
            assert_eq!(conflict(&ENGLISH.roles, role, known.iter().copied()), conflicts, "{role} {known:?}");
        };
        check("goalkeeper", &["Foreign Minister"], true);
        check("Secretary of State", &["Senator"], false);
        check("goalkeeper", &["Foreign Minister", "former striker"], false);
        check("keeper", &["Foreign Minister"], false);
        check("coach", &[], false);
    }
}
