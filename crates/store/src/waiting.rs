//! What waits for somebody: people to whom something happens soon, money that is open, records that do not fit.
//!
//! One definition gives the count and the rows, so that a list has exactly as many rows as its count says.
//! Which ages, groups and statuses matter is law, and comes in; the area of whoever asks is a condition of the statement.

use domain::kernel::{Day, Dong, Moment, Month, PersonId, RunId, UnitId};

use crate::row::Row;
use crate::sql::Sql;
use crate::{StoreError, Tx};

/// Who comes of the age: whoever is entitled, or one of those the spell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Own,
    Counted,
    /// Of those counted, whoever is not on record as a student any longer.
    CountedNotStudying,
}

/// An age that people of a group come to in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeGate {
    /// Tells the rows of one person apart who comes of two ages at once.
    pub no: i64,
    /// What a row is called: the group and the age.
    pub what: String,
    pub group: String,
    pub whose: Whose,
    pub reached: Month,
    pub born: Month,
    /// The year in which those were born of whom no month is known, where that counts as this month.
    pub born_year: Option<i16>,
    /// The groups of the same benefit, this one among them.
    pub benefit_groups: Vec<String>,
    pub holds: Vec<StatusAsked>,
    pub lacks: Vec<StatusAsked>,
}

/// A status of a kind, with one of these grades if any are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusAsked {
    pub kind: String,
    pub grades: Vec<String>,
}

/// A status without which some groups pay nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusNeeded {
    pub status: StatusAsked,
    pub groups: Vec<String>,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub enum Sought<'a> {
    /// People who come of an age for a group and hold nothing of its benefit.
    Entering(&'a [AgeGate]),
    /// Spells that an age ends, or whose level it changes.
    Reaching(&'a [AgeGate]),
    /// Statuses that end in these days, of people who are paid for holding them in this month.
    StatusEnding { from: Day, until: Day, month: Month, needed: &'a [StatusNeeded] },
    /// Pauses after which pay begins again in these months.
    PauseEnding { from: Month, until: Month, groups: &'a [String] },
    /// Spells whose first month without pay is one of these.
    SpellEnding { from: Month, until: Month, groups: &'a [String] },
    /// Debts of these benefits that are not settled.
    Debt { benefits: &'a [String] },
    /// Money of these rolls that was not paid.
    Unpaid { runs: &'a [RunId] },
    /// People of these rolls whom the payer calls dead for this reason and who live on record.
    ToldDead { runs: &'a [RunId], reason: &'a str },
    /// What the drafts of these rolls could not settle.
    Problem { runs: &'a [RunId] },
    /// Pairs of records that may be one person: one paper, or one name and birth.
    Twin,
}

#[derive(Debug, Clone)]
pub struct WaitingAsk<'a> {
    pub sought: Sought<'a>,
    /// Units whose people may be seen; `None` for all.
    pub units: Option<&'a [UnitId]>,
    pub known: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// A day or month, as precise as what is looked for; rows come in this order.
    pub due: String,
    pub person: PersonId,
    /// The spell, status, roll, case or second person it is about.
    pub no: i64,
    pub what: String,
    pub amount: Option<Dong>,
}

/// Where a page of rows ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub due: String,
    pub person: PersonId,
    pub no: i64,
}

/// How many rows there are of each `what`.
pub fn count(tx: &mut Tx<'_>, ask: &WaitingAsk<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    let Some(rows) = rows(ask) else { return Ok(Vec::new()) };
    let sql = format!("select w.what, count(*) {} group by w.what order by w.what", rows.text);
    tx.list(&sql, &rows.values, |row| Ok((row.string(0)?, row.int(1)?)))
}

/// How many rows there are of each day or month.
pub fn count_by_due(tx: &mut Tx<'_>, ask: &WaitingAsk<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    let Some(rows) = rows(ask) else { return Ok(Vec::new()) };
    let sql = format!("select w.due, count(*) {} group by w.due order by w.due", rows.text);
    tx.list(&sql, &rows.values, |row| Ok((row.string(0)?, row.int(1)?)))
}

/// What the rows of each `what` add up to.
pub fn amounts(tx: &mut Tx<'_>, ask: &WaitingAsk<'_>) -> Result<Vec<(String, Dong)>, StoreError> {
    let Some(rows) = rows(ask) else { return Ok(Vec::new()) };
    let sum = "cast(coalesce(sum(w.amount), 0) as bigint)";
    let sql = format!("select w.what, {sum} {} group by w.what order by w.what", rows.text);
    tx.list(&sql, &rows.values, |row| Ok((row.string(0)?, Dong(row.int(1)?))))
}

/// A page of rows, the most pressing first.
pub fn list(
    tx: &mut Tx<'_>,
    ask: &WaitingAsk<'_>,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<WaitingRow>, StoreError> {
    let Some(mut sql) = rows(ask) else { return Ok(Vec::new()) };
    sql.text.insert_str(0, "select w.person_id, w.due, w.no, w.what, w.amount ");
    if let Some(after) = after {
        sql.push(" and (w.due, w.person_id, w.no) > (cast(").bind(after.due.as_str()).push(" as text), ");
        sql.bind(after.person).push(", ").bind(after.no).push(")");
    }
    sql.push(" order by w.due, w.person_id, w.no limit ").bind(limit);
    tx.list_sql(&sql, read)
}

fn read(row: &Row<'_>) -> Result<WaitingRow, StoreError> {
    Ok(WaitingRow {
        person: PersonId(row.int(0)?),
        due: row.string(1)?,
        no: row.int(2)?,
        what: row.string(3)?,
        amount: row.opt_int(4)?.map(Dong),
    })
}

/// ` from (…) w where …`: the rows of which both the count and the list are made; `None` where there can be none.
fn rows<'v>(ask: &'v WaitingAsk<'v>) -> Option<Sql<'v>> {
    let mut sql = Sql::new(" from (");
    let known = ask.known;
    match &ask.sought {
        Sought::Entering(gates) => branches(&mut sql, gates, |sql, gate| entering(sql, gate, known))?,
        Sought::Reaching(gates) => branches(&mut sql, gates, |sql, gate| match gate.whose {
            Whose::Own => reaching(sql, gate, known),
            Whose::Counted | Whose::CountedNotStudying => subject_reaching(sql, gate, known),
        })?,
        Sought::StatusEnding { from, until, month, needed } => {
            branches(&mut sql, needed, |sql, one| status_ending(sql, one, (*from, *until), *month, known))?
        }
        Sought::PauseEnding { from, until, groups } => pause_ending(&mut sql, (*from, *until), groups, known),
        Sought::SpellEnding { from, until, groups } => spell_ending(&mut sql, (*from, *until), groups, known),
        Sought::Debt { benefits } => debts(&mut sql, benefits, known),
        Sought::Unpaid { runs } => unpaid(&mut sql, runs),
        Sought::ToldDead { runs, reason } => told_dead(&mut sql, runs, reason, known),
        Sought::Problem { runs } => problems(&mut sql, runs),
        Sought::Twin => twins(&mut sql, known),
    }
    sql.push(") w where 1 = 1");
    if let Some(units) = ask.units {
        of_units(&mut sql, "w.person_id", units, known);
        if matches!(ask.sought, Sought::Twin) {
            of_units(&mut sql, "w.no", units, known);
        }
    }
    Some(sql)
}

/// One select after the other; rows of one kind never stand in two of them.
fn branches<'v, T>(sql: &mut Sql<'v>, all: &'v [T], mut one: impl FnMut(&mut Sql<'v>, &'v T)) -> Option<()> {
    for (place, branch) in all.iter().enumerate() {
        if 0 < place {
            sql.push(" union all ");
        }
        one(sql, branch);
    }
    (!all.is_empty()).then_some(())
}

/// The unit is that of the stay that began last, even when it has ended, as everywhere people are shown.
fn of_units<'v>(sql: &mut Sql<'v>, person: &str, units: &'v [UnitId], known: Moment) {
    sql.push(" and exists (select 1 from residence r where r.person_id = ").push(person);
    sql.push(" and r.residence_no = (select s.residence_no from residence s where s.person_id = ").push(person);
    sql.push(" and ").known("s.", known).push(" order by s.from_day desc, s.residence_no desc limit 1)");
    sql.push(" and r.unit_id").bind_in(units).push(")");
}

fn alive(sql: &mut Sql<'_>, person: &str, known: Moment) {
    sql.push(" and not exists (select 1 from death d where d.person_id = ").push(person).push(" and ");
    sql.known("d.", known).push(")");
}

/// Births of one month, by month or by day: `1941-12` and `1941-12-05` lie from `1941-12` to `1941-12-31`, `1942` after.
fn born<'v>(sql: &mut Sql<'v>, birth: &str, gate: &'v AgeGate) {
    sql.push("((").push(birth).push(" >= ").bind(gate.born).push(" and ");
    sql.push(birth).push(" <= ").bind(gate.born.last_day()).push(")");
    if let Some(year) = gate.born_year {
        sql.push(" or ").push(birth).push(" = ").bind(format!("{year:04}"));
    }
    sql.push(")");
}

fn entering<'v>(sql: &mut Sql<'v>, gate: &'v AgeGate, known: Moment) {
    head(sql, gate);
    sql.push(" p.person_id, cast(").bind(gate.no).push(" as bigint) as no, cast(null as bigint) as amount");
    sql.push(" from person p where ");
    born(sql, "p.birth", gate);
    sql.push(" and ").known("p.", known);
    alive(sql, "p.person_id", known);
    for status in &gate.holds {
        sql.push(" and exists (");
        holding(sql, status, gate.reached.last_day(), known);
        sql.push(")");
    }
    for status in &gate.lacks {
        sql.push(" and not exists (");
        holding(sql, status, gate.reached.last_day(), known);
        sql.push(")");
    }
    sql.push(" and not exists (select 1 from spell s where s.person_id = p.person_id and s.group_key");
    sql.bind_in(&gate.benefit_groups).push(" and (s.until_month is null or ").bind(gate.reached);
    sql.push(" < s.until_month) and ").known("s.", known).push(")");
}

/// `select … as due, … as what,`
fn head<'v>(sql: &mut Sql<'v>, gate: &'v AgeGate) {
    sql.push("select cast(").bind(gate.reached).push(" as text) as due, cast(").bind(gate.what.as_str());
    sql.push(" as text) as what,");
}

fn holding<'v>(sql: &mut Sql<'v>, status: &'v StatusAsked, day: Day, known: Moment) {
    sql.push("select 1 from status h where h.person_id = p.person_id and h.kind = ").bind(status.kind.as_str());
    if !status.grades.is_empty() {
        sql.push(" and h.grade").bind_in(&status.grades);
    }
    sql.push(" and h.from_day <= ").bind(day).push(" and (h.until_day is null or ").bind(day);
    sql.push(" < h.until_day) and ").known("h.", known);
}

/// A spell is left out once it ends by then, or once another of the benefit was granted from that month on.
fn reaching<'v>(sql: &mut Sql<'v>, gate: &'v AgeGate, known: Moment) {
    head(sql, gate);
    sql.push(
        " p.person_id, s.spell_id * 1000 as no, cast(null as bigint) as amount
         from person p join spell s on s.person_id = p.person_id and s.group_key = ",
    );
    sql.bind(gate.group.as_str()).push(" where ");
    born(sql, "p.birth", gate);
    sql.push(" and ").known("p.", known);
    alive(sql, "p.person_id", known);
    open_spell(sql, gate.reached, known);
    sql.push(" and not exists (select 1 from spell o where o.person_id = p.person_id and o.spell_id <> s.spell_id");
    sql.push(" and o.group_key").bind_in(&gate.benefit_groups).push(" and o.from_month >= ").bind(gate.reached);
    sql.push(" and ").known("o.", known).push(")");
}

/// The spell `s` was begun before the month and does not end by it.
fn open_spell(sql: &mut Sql<'_>, month: Month, known: Moment) {
    sql.push(" and s.from_month < ").bind(month).push(" and (s.until_month is null or ").bind(month);
    sql.push(" < s.until_month) and ").known("s.", known);
}

fn subject_reaching<'v>(sql: &mut Sql<'v>, gate: &'v AgeGate, known: Moment) {
    head(sql, gate);
    sql.push(
        " s.person_id, s.spell_id * 1000 + t.subject_no as no, cast(null as bigint) as amount
         from spell_subject t join spell s on s.person_id = t.person_id and s.spell_id = t.spell_id and s.group_key = ",
    );
    sql.bind(gate.group.as_str()).push(" where ");
    born(sql, "t.birth", gate);
    sql.push(" and (t.until_day is null or ").bind(gate.reached.first_day()).push(" < t.until_day) and ");
    sql.known("t.", known);
    alive(sql, "s.person_id", known);
    open_spell(sql, gate.reached, known);
    if gate.whose == Whose::CountedNotStudying {
        let day = gate.reached.first_day();
        sql.push(" and (t.student_until is null or t.student_until <= ").bind(day).push(")");
    }
}

fn status_ending<'v>(sql: &mut Sql<'v>, one: &'v StatusNeeded, days: (Day, Day), month: Month, known: Moment) {
    sql.push(
        "select h.until_day as due, h.person_id, h.status_no as no, h.kind || ':' || coalesce(h.grade, '') as what,
                cast(null as bigint) as amount
         from status h where h.until_day >= ",
    );
    sql.bind(days.0).push(" and h.until_day < ").bind(days.1);
    sql.push(" and h.kind = ").bind(one.status.kind.as_str());
    if !one.status.grades.is_empty() {
        sql.push(" and h.grade").bind_in(&one.status.grades);
    }
    sql.push(" and ").known("h.", known);
    alive(sql, "h.person_id", known);
    sql.push(" and not exists (select 1 from status l where l.person_id = h.person_id and l.kind = h.kind");
    sql.push(" and (l.until_day is null or h.until_day < l.until_day) and ").known("l.", known).push(")");
    sql.push(" and exists (select 1 from spell s where s.person_id = h.person_id and s.group_key").bind_in(&one.groups);
    sql.push(" and s.from_month <= ").bind(month).push(" and (s.until_month is null or ").bind(month);
    sql.push(" < s.until_month) and ").known("s.", known).push(")");
}

fn pause_ending<'v>(sql: &mut Sql<'v>, months: (Month, Month), groups: &'v [String], known: Moment) {
    sql.push(
        "select b.until_month as due, b.person_id, b.spell_id * 1000 + b.pause_no as no, s.group_key as what,
                cast(null as bigint) as amount
         from spell_pause b join spell s on s.person_id = b.person_id and s.spell_id = b.spell_id
         where b.until_month >= ",
    );
    sql.bind(months.0).push(" and b.until_month < ").bind(months.1).push(" and ").known("b.", known);
    sql.push(" and s.group_key").bind_in(groups);
    sql.push(" and (s.until_month is null or b.until_month < s.until_month) and ").known("s.", known);
    alive(sql, "b.person_id", known);
}

fn spell_ending<'v>(sql: &mut Sql<'v>, months: (Month, Month), groups: &'v [String], known: Moment) {
    sql.push(
        "select s.until_month as due, s.person_id, s.spell_id as no, s.group_key as what,
                cast(null as bigint) as amount
         from spell s where s.until_month >= ",
    );
    sql.bind(months.0).push(" and s.until_month < ").bind(months.1).push(" and s.group_key").bind_in(groups);
    sql.push(" and ").known("s.", known);
    alive(sql, "s.person_id", known);
}

fn debts<'v>(sql: &mut Sql<'v>, benefits: &'v [String], known: Moment) {
    sql.push(
        "select substr(r.opened_at, 1, 10) as due, r.person_id, r.recovery_id as no, r.benefit as what,
                cast(sum(e.amount) as bigint) as amount
         from recovery r
         join debt_entry e on e.person_id = r.person_id and e.recovery_id = r.recovery_id and e.recorded_at <= ",
    );
    sql.bind(known).push(" where r.opened_at <= ").bind(known).push(" and r.benefit").bind_in(benefits);
    sql.push(" group by r.person_id, r.recovery_id, r.opened_at, r.benefit having sum(e.amount) <> 0");
}

fn unpaid<'v>(sql: &mut Sql<'v>, runs: &'v [RunId]) {
    sql.push(
        "select r.month as due, c.person_id, c.run_id as no, coalesce(min(c.reason_kind), '') as what,
                cast(sum(n.amount) as bigint) as amount
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         join run r on r.run_id = c.run_id
         where c.answer = 'unpaid' and c.run_id",
    );
    sql.bind_in(runs.iter().copied()).push(" group by r.month, c.person_id, c.run_id");
}

fn told_dead<'v>(sql: &mut Sql<'v>, runs: &'v [RunId], reason: &'v str, known: Moment) {
    sql.push(
        "select max(r.month) as due, c.person_id, max(c.run_id) as no, min(c.reason_kind) as what,
                cast(sum(n.amount) as bigint) as amount
         from confirmation c
         join run_line n on n.run_id = c.run_id and n.person_id = c.person_id and n.line_no = c.line_no
         join run r on r.run_id = c.run_id
         where c.answer = 'unpaid' and c.run_id",
    );
    sql.bind_in(runs.iter().copied()).push(" and c.reason_kind = ").bind(reason);
    alive(sql, "c.person_id", known);
    sql.push(" group by c.person_id");
}

fn problems<'v>(sql: &mut Sql<'v>, runs: &'v [RunId]) {
    sql.push(
        "select q.kind as due, q.person_id, q.run_id * 1000000 + q.problem_no as no, coalesce(q.rule, '') as what,
                cast(null as bigint) as amount
         from run_problem q where q.run_id",
    );
    sql.bind_in(runs.iter().copied());
}

/// A name and birth with a day makes a likely twin anywhere; a year or a month only within one unit.
fn twins(sql: &mut Sql<'_>, known: Moment) {
    sql.push(
        "select cast('' as text) as due, t.person_id, t.no, max(t.what) as what, cast(null as bigint) as amount
         from (select a.person_id, b.person_id as no, 'paper' as what
         from (select number, kind from person_paper where ",
    );
    sql.known("", known).push(" group by number, kind having count(*) > 1) g");
    sql.push(" join person_paper a on a.number = g.number and a.kind = g.kind and ").known("a.", known);
    sql.push(" join person_paper b on b.number = g.number and b.kind = g.kind and a.person_id < b.person_id and ");
    sql.known("b.", known);
    sql.push(
        " union all select a.person_id, b.person_id as no, 'name' as what
         from (select name_key, birth from person where ",
    );
    sql.known("", known).push(" group by name_key, birth having count(*) > 1) g");
    sql.push(" join person a on a.name_key = g.name_key and a.birth = g.birth and ").known("a.", known);
    sql.push(" join person b on b.name_key = g.name_key and b.birth = g.birth and a.person_id < b.person_id and ");
    sql.known("b.", known);
    sql.push(" where (length(g.birth) = 10 or ");
    last_unit(sql, "a.person_id", known);
    sql.push(" = ");
    last_unit(sql, "b.person_id", known);
    sql.push(")) t group by t.person_id, t.no");
}

fn last_unit(sql: &mut Sql<'_>, person: &str, known: Moment) {
    sql.push("(select s.unit_id from residence s where s.person_id = ").push(person).push(" and ");
    sql.known("s.", known).push(" order by s.from_day desc, s.residence_no desc limit 1)");
}
