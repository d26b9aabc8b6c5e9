//! The fields of offices: a goalkeeper is not the foreign minister of the same surname.

/// Words of roles, by the field in which they are held; the words of one field may be one person's.
const FIELDS: &[&str] = &[
    "president minister premier chancellor senator congressman congresswoman representative governor mayor secretary ambassador \
     envoy spokesman spokeswoman spokesperson candidate lawmaker mp deputy councillor councilman delegate diplomat commissioner \
     speaker dictator nominee taoiseach politician",
    "coach striker midfielder defender goalkeeper quarterback pitcher batsman bowler winger forward fullback golfer boxer \
     cyclist sprinter swimmer jockey referee skipper",
    "pope bishop archbishop cardinal rabbi imam mullah pastor vicar patriarch ayatollah rev reverend",
    "king queen prince princess emperor empress duke duchess sultan emir",
    "actor actress singer rapper novelist poet painter filmmaker comedian musician guitarist drummer conductor",
    "judge justice prosecutor attorney lawyer sheriff detective constable",
    "general colonel major sergeant lieutenant admiral corporal gen col sgt lt maj cpl",
    "professor prof scientist physicist biologist economist historian surgeon",
];

/// Says whether a role speaks against the roles that a person is known for: each side has a field, and none is shared.
pub(super) fn conflict<'a>(role: &str, known: impl Iterator<Item = &'a str>) -> bool {
    let own = fields(role);
    let theirs = known.map(fields).fold(0, |all, one| all | one);
    own != 0 && theirs != 0 && own & theirs == 0
}

fn fields(role: &str) -> u32 {
    let role = super::fold::fold(role);
    let holds = |field: &str| role.split(' ').any(|word| field.split_whitespace().any(|known| known == word));
    FIELDS.iter().enumerate().filter(|(_, field)| holds(field)).fold(0, |all, (at, _)| all | 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_of_other_fields_conflict() {
        let check = |role: &str, known: &[&str], conflicts: bool| {
            assert_eq!(conflict(role, known.iter().copied()), conflicts, "{role} {known:?}");
        };
        check("goalkeeper", &["Foreign Minister"], true);
        check("Secretary of State", &["Senator"], false);
        check("goalkeeper", &["Foreign Minister", "former striker"], false);
        check("keeper", &["Foreign Minister"], false);
        check("coach", &[], false);
    }
}
