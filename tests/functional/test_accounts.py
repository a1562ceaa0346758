"""Signing in, the administrator's register, one's own password."""

from tests.cast import PASSWORD, email_of


def test_a_wrong_password_says_so_and_keeps_the_address(citizen, cast) -> None:
    page = citizen.get("/desk/sign-in").submit("sign-in", email=email_of("drafter"), password="wrong wrong")
    assert page.path == "/desk/sign-in"
    assert "电子邮箱或密码不正确" in page.text
    assert page.form("sign-in").fields["email"] == email_of("drafter")


def test_signing_in_leads_to_where_one_wanted_to_go(citizen, cast) -> None:
    page = citizen.get("/desk/accounts/")
    assert page.path == "/desk/sign-in"
    page = page.submit("sign-in", email=email_of("administrator"), password=PASSWORD)
    assert page.path == "/desk/accounts/"


def test_a_sign_in_never_leads_off_the_portal(citizen, cast) -> None:
    page = citizen.get("/desk/sign-in", {"next": "https://elsewhere.example.cn/"})
    page = page.submit("sign-in", email=email_of("drafter"), password=PASSWORD)
    assert page.path == "/desk/"


def test_only_the_administrator_keeps_accounts(staff) -> None:
    assert staff("drafter").get("/desk/accounts/").status == 403


def test_an_account_is_created_and_can_sign_in(staff, citizen) -> None:
    page = staff("administrator").get("/desk/accounts/new")
    filled = {
        "name": "新进人员",
        "email": "new@example.cn",
        "unit_name": "区教育局",
        "roles": ["drafter"],
        "password": "a long password",
    }
    page = page.submit("account", **filled)
    assert page.path == "/desk/accounts/"
    assert "区教育局" in page.text
    page = citizen.get("/desk/sign-in").submit("sign-in", email="new@example.cn", password="a long password")
    assert page.path == "/desk/"


def test_a_refused_account_keeps_what_was_typed(staff) -> None:
    page = staff("administrator").get("/desk/accounts/new")
    page = page.submit(
        "account",
        name="重复",
        email=email_of("drafter"),
        unit_name="区建交委",
        roles=["drafter"],
        password="a long password",
    )
    assert page.path == "/desk/accounts/new"
    assert "已有账号" in page.text
    assert page.form("account").fields["name"] == "重复"


def test_a_switched_off_account_is_signed_out_at_once(staff, cast) -> None:
    drafter = staff("drafter")
    page = staff("administrator").get("/desk/accounts/")
    switch = [form.action for form in page.tree.forms if "/switch" in (form.action or "")]
    target = next(action for action in switch if action.endswith(f"/{cast.drafter.id}/switch"))
    token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]
    page.visitor.post(target, {"csrf_token": token})
    assert drafter.get("/desk/").path == "/desk/sign-in"


def test_a_new_password_needs_the_old_one(staff, citizen) -> None:
    visitor = staff("drafter")
    page = visitor.get("/desk/account")
    page = page.submit(
        "password-form", current="not it", password="another password", repeated="another password"
    )
    assert "当前密码不正确" in page.text
    page = page.submit(
        "password-form", current=PASSWORD, password="another password", repeated="another password"
    )
    assert "密码已修改" in page.text
    page = citizen.get("/desk/sign-in").submit(
        "sign-in", email=email_of("drafter"), password="another password"
    )
    assert page.path == "/desk/"
