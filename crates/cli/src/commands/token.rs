//! Keys for other programs of the office.

use domain::kernel::{Day, Moment, show_day, show_moment};
use office::tokens::{self, NewToken, Standing, TokenShown};

use super::import::find_user;
use super::settle_in::unit_of;
use crate::args;
use crate::world::{self, say};

pub fn run(args: args::Token) -> anyhow::Result<()> {
    match args {
        args::Token::Add(new) => add(new),
        args::Token::List { at } => list(&at),
        args::Token::Revoke { number, at } => {
            let (_, db) = world::open(&at.data, at.database.as_deref())?;
            tokens::revoke(&db, world::acting(None), number)?;
            say!("Đã thu mã truy cập số {number}; từ giờ mã không còn hiệu lực.");
            Ok(())
        }
    }
}

fn add(new: args::NewToken) -> anyhow::Result<()> {
    let (office, db) = world::open(&new.at.data, new.at.database.as_deref())?;
    let acting = world::acting(find_user(&db, new.user.as_deref())?);
    let unit = new.unit.as_deref().map(|code| unit_of(&office, code, acting)).transpose()?;
    let token = NewToken {
        name: new.name,
        roles: new.roles.join(" "),
        unit,
        schemes: (!new.fields.is_empty()).then(|| new.fields.join(" ")),
        expires_at: new.until.as_deref().map(str::parse::<Day>).transpose()?.map(Moment::end_of),
    };
    let issued = tokens::issue(&office, &db, acting, &token, &mut rand::rng())?;
    say!("Mã truy cập số {} của “{}” (chỉ in một lần):", issued.id, token.name);
    say!("{}", issued.secret);
    Ok(())
}

fn list(at: &args::Where) -> anyhow::Result<()> {
    let (_, db) = world::open(&at.data, at.database.as_deref())?;
    let all = tokens::list(&db, world::acting(None))?;
    if all.is_empty() {
        say!("Chưa cấp mã truy cập nào.");
    }
    for TokenShown { token, standing, .. } in all {
        let state = match (standing, token.expires_at) {
            (Standing::Revoked, _) => "đã thu".to_owned(),
            (Standing::Expired, _) => "hết hạn".to_owned(),
            (Standing::Valid, Some(expires)) => format!("dùng được hết ngày {}", show_day(expires.vietnam_day())),
            (Standing::Valid, None) => "dùng được, không có hạn".to_owned(),
        };
        let used = token.last_used_at.map_or_else(|| "chưa dùng".to_owned(), |at| format!("dùng {}", show_moment(at)));
        say!("{:>4}  {}  [{}]  {state}; {used}", token.id, token.name, token.roles);
    }
    Ok(())
}
