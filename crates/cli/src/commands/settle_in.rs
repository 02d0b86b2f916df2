//! Settling in: who works here, and what the office is called.

use anyhow::{Context, bail};
use domain::kernel::UnitId;
use domain::payment::MakerChecker;
use office::access::Role;
use office::profile::{self, Profile};
use office::users::{self, ChosenBy, NewUser};
use office::{Acting, Db, Office};

use crate::args::{self, OfficeArgs, Where};
use crate::world::{self, say};

pub fn user(args: args::User) -> anyhow::Result<()> {
    match args {
        args::User::Add(new) => add(new),
        args::User::Password { login, at } => {
            let password = users::one_time_password(&mut rand::rng());
            users::set_password(&open(&at)?.1, world::acting(None), &login, &password, ChosenBy::SomebodyElse)?;
            say!("Mật khẩu mới của {login} (chỉ in một lần): {password}");
            Ok(())
        }
        args::User::Disable { login, at } => {
            users::disable(&open(&at)?.1, world::acting(None), &login)?;
            say!("Đã khóa người dùng {login}.");
            Ok(())
        }
        args::User::Enable { login, at } => {
            users::enable(&open(&at)?.1, world::acting(None), &login)?;
            say!("Đã mở khóa người dùng {login}.");
            Ok(())
        }
        args::User::DropSecondFactor { login, at } => {
            users::drop_second_factor(&open(&at)?.1, world::acting(None), &login)?;
            say!("Đã gỡ mã xác thực của {login}.");
            Ok(())
        }
    }
}

fn open(at: &Where) -> anyhow::Result<(Office, Db)> {
    world::open(&at.data, at.database.as_deref())
}

fn add(new: args::NewUser) -> anyhow::Result<()> {
    if let Some(unknown) = new.roles.iter().find(|key| Role::of_key(key).is_none()) {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
        bail!("vai trò “{unknown}” không có; các vai trò: {}", known.join(", "));
    }
    let (office, db) = open(&new.at)?;
    let acting = world::acting(None);
    let unit = new.unit.as_deref().map(|code| unit_of(&office, code, acting)).transpose()?;
    let password = users::one_time_password(&mut rand::rng());
    let user = NewUser {
        login: new.login,
        full_name: new.name,
        role: new.roles.join(" "),
        unit,
        schemes: (!new.fields.is_empty()).then(|| new.fields.join(" ")),
        password,
        chosen_by: ChosenBy::SomebodyElse,
    };
    users::add(&office, &db, acting, &user)?;
    say!("Đã thêm {}; mật khẩu (chỉ in một lần, đổi khi đăng nhập lần đầu): {}", user.login, user.password);
    Ok(())
}

pub fn unit_of(office: &Office, code: &str, acting: Acting) -> anyhow::Result<UnitId> {
    let unit = office.units.by_code(code, acting.today());
    Ok(unit.with_context(|| format!("không có đơn vị mã {code} vào hôm nay"))?.id.clone())
}

pub fn office(args: OfficeArgs) -> anyhow::Result<()> {
    let (office, db) = open(&args.at)?;
    let acting = world::acting(None);
    let known = profile::find(&db, acting.now)?;
    let mut next = match (&args.unit, known.clone()) {
        (Some(code), known) => {
            let unit = unit_of(&office, code, acting)?;
            match known {
                Some(profile) => Profile { unit, ..profile },
                None => Profile::of_unit(&office, &unit),
            }
        }
        (None, Some(profile)) => profile,
        (None, None) => bail!("chưa thiết lập đơn vị; hãy nêu --unit MÃ_ĐƠN_VỊ"),
    };
    let set = |field: &mut String, value: Option<String>| value.into_iter().for_each(|value| *field = value);
    set(&mut next.superior, args.superior);
    set(&mut next.name, args.name);
    set(&mut next.place, args.place);
    set(&mut next.symbol, args.symbol);
    set(&mut next.signer_title, args.signer_title);
    set(&mut next.signer_name, args.signer_name);
    set(&mut next.report_to, args.report_to);
    next.maker_checker = match args.one_person {
        Some(true) => MakerChecker::OnePersonOffice,
        Some(false) => MakerChecker::TwoPeople,
        None => next.maker_checker,
    };
    if Some(&next) != known.as_ref() {
        profile::set(&db, acting, &next)?;
    }
    tell(&office, &next);
    Ok(())
}

fn tell(office: &Office, profile: &Profile) {
    say!("Địa bàn: {} ({})", office.units.name(&profile.unit), profile.unit);
    say!("{} / {}", profile.superior, profile.name);
    say!("Địa danh {}; ký hiệu {}; gửi {}", profile.place, profile.symbol, profile.report_to);
    say!("Người ký: {} {}", profile.signer_title, profile.signer_name);
    say!(
        "{}",
        match profile.maker_checker {
            MakerChecker::TwoPeople => "Người lập và người duyệt phải khác nhau.",
            MakerChecker::OnePersonOffice => "Cơ quan một người: người lập được tự duyệt; nhật ký ghi rõ.",
        }
    );
}
