use std::path::Path;
use std::sync::Arc;

use office::users::{self, ChosenBy, NewUser};
use office::{Db, Office};

use crate::world::say;
use crate::{args, world};

pub fn run(args: &args::Serve) -> anyhow::Result<()> {
    let (office, db) = world::open(&args.at.data, args.at.database.as_deref())?;
    if users::count(&db)? == 0 {
        first_user(&office, &db)?;
    }
    open(office, db, &args.at.data, &args.reach)
}

/// The first start makes an administrator with a password of its own; there is no default one.
fn first_user(office: &Office, db: &Db) -> anyhow::Result<()> {
    let password = users::one_time_password(&mut rand::rng());
    let new = NewUser {
        login: "quantri".to_owned(),
        full_name: "Quản trị".to_owned(),
        role: "quan_tri".to_owned(),
        unit: None,
        schemes: None,
        password: password.clone(),
        chosen_by: ChosenBy::SomebodyElse,
    };
    users::add(office, db, world::acting(None), &new)?;
    say!("Lần chạy đầu tiên. Đăng nhập: quantri   mật khẩu (chỉ in một lần): {password}");
    Ok(())
}

/// Serves until the process is asked to stop.
pub fn open(office: Office, db: Db, data: &Path, reach: &args::Reach) -> anyhow::Result<()> {
    let state = web::State {
        office: Arc::new(office),
        db,
        clock: world::now,
        transport: if reach.https { web::Transport::Tls } else { web::Transport::Plain },
        folder: data.to_owned(),
        client_header: reach.client_address_header.clone(),
        memory: Arc::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(web::serve(state, reach.listen, |address| say!("Mở trình duyệt tại http://{address}")))?;
    Ok(())
}
