"""Forms of the educators' pages, for Bootstrap-Flask's macros to render.

Labels and hints come from `team/sentences.html`, by the name of the form and of its field; checks from
`bot.review.fields`. Hint and complaint are tied to their field, so that a screen reader says them with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from flask_security.proxies import _security
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import StopValidation

from bot.review.fields import LONGEST_EMAIL, comment_field, email_field, name_field
from bot.review.fields import Field as Found
from bot.review.wording import sentence, sentences

LONGEST_PASSWORD = 128
REQUIRED = {"required": True}


class Worded:
    """A form whose words come from a template; before a WTForms form in the bases."""

    words: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = sentences("forms")[self.words]
        for field in cast(Iterable[Field], self):
            if words := said.get(field.short_name):
                _say(field, **words)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As WTForms does. What is wrong is then tied to its field."""
        valid = bool(super().validate(*args, **kwargs))  # type: ignore[misc]
        for field in cast(Iterable[Field], self):
            _tie_errors(field)
        return valid

    def refuse(self, field: Field | None, code: str) -> None:
        """Say what is wrong with a field, or with the form (None)."""
        if field is None:
            self.form_errors = [*getattr(self, "form_errors", ()), sentence(code)]
        else:
            field.errors = [*field.errors, sentence(code)]
            _tie_errors(field)


class Checked(StringField):
    """One line, cleaned and checked by a function of `bot.review.fields`."""

    def __init__(self, *, check: Callable[[str], Found], longest: int | None = None, **more: Any) -> None:
        length = {} if longest is None else {"maxlength": longest}
        super().__init__(render_kw={**REQUIRED, **length, **more.pop("render_kw", {})}, **more)
        self.check = check
        self.problem: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed; a form without the field counts as empty."""
        found = self.check(valuelist[0] if valuelist else "")
        self.data, self.problem = found.value, found.problem

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation with the sentence for what is wrong."""
        if self.problem:
            raise StopValidation(sentence(self.problem))


class CheckedText(Checked, TextAreaField):
    """The same over several lines."""


class ClassForm(Worded, FlaskForm):
    """What a teen reads of a class before joining."""

    words = "class"
    name = Checked(check=lambda typed: name_field(typed, "class", 40), longest=40)
    school = Checked(
        check=lambda typed: name_field(typed, "school", 60),
        longest=60,
        render_kw={"autocomplete": "organization"},
    )
    teacher = Checked(
        check=lambda typed: name_field(typed, "person", 60), longest=60, render_kw={"autocomplete": "name"}
    )


class InviteForm(Worded, FlaskForm):
    """Whom an invitation is for, so that it is found again, and what they will be."""

    words = "invite"
    note = Checked(
        check=lambda typed: name_field(typed, "class", 60), longest=60, render_kw={"autocomplete": "off"}
    )
    role = SelectField()
    submit = SubmitField()


def _new_password() -> PasswordField:
    return PasswordField(
        render_kw={**REQUIRED, "autocomplete": "new-password", "maxlength": LONGEST_PASSWORD}
    )


class PasswordForm(Worded, FlaskForm):
    """A new password, twice, for the account of `email`."""

    words = "password"
    password = _new_password()
    password_again = _new_password()
    submit = SubmitField()

    def __init__(self, email: str) -> None:
        super().__init__()
        self.owner = email

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Length, not one's own address, twice the same."""
        return super().validate(*args, **kwargs) and _password_will_do(self, self.owner)


class AccountForm(Worded, FlaskForm):
    """A new account: whose, and its password."""

    words = "account"
    name = Checked(
        check=lambda typed: name_field(typed, "person", 60), longest=60, render_kw={"autocomplete": "name"}
    )
    email = Checked(
        check=email_field, longest=LONGEST_EMAIL, render_kw={"type": "email", "autocomplete": "username"}
    )
    password = _new_password()
    password_again = _new_password()
    submit = SubmitField()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Everything that is wrong at once."""
        valid = super().validate(*args, **kwargs)
        return _password_will_do(self, self.email.data or "") and valid


class CommentForm(Worded, FlaskForm):
    """A colleague's note on a transcript."""

    words = "comment"
    # Its length is told, not cut by the browser: nothing typed is lost.
    comment = CheckedText(check=comment_field, render_kw={"rows": 4, "dir": "auto"})
    submit = SubmitField()


class FilterForm(Worded, FlaskForm):
    """Which transcripts. It travels in the address; what it does not understand is left out, not complained of."""

    words = "filter"
    classe = SelectField()
    scene = SelectField()
    fin = SelectField()
    etiquette = SelectField()
    relues = BooleanField(render_kw={"value": "non"})

    class Meta:
        csrf = False

    def __init__(self, chosen: dict[str, Any], choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(formdata=None, data={name: str(value) for name, value in chosen.items()})
        for name, offered in choices.items():
            field = self[name]
            field.choices = [("", sentences("forms")["filter"][name]["all"]), *offered]


def _password_will_do(form: PasswordForm | AccountForm, email: str) -> bool:
    typed, email = form.password.data or "", email.lower()
    problems, _normal = _security.password_util.validate(typed, True, email=email)
    if problems or len(typed) > LONGEST_PASSWORD:
        form.refuse(form.password, "password_length")
    elif typed.strip().lower() in (email, email.partition("@")[0]):
        form.refuse(form.password, "password_is_email")
    elif typed != form.password_again.data:
        form.refuse(form.password, "passwords_differ")
    return not form.password.errors


def _say(
    field: Field, label: str, hint: str = "", choices: dict[str, str] | None = None, **_more: Any
) -> None:
    field.label.text = label
    if choices is not None:
        field.choices = list(choices.items())
    if hint:
        field.description = Markup('<span id="{}-hint">{}</span>').format(field.id, hint)
        _describe(field, f"{field.id}-hint")


def _tie_errors(field: Field) -> None:
    if not field.errors:
        return
    ident = f"{field.id}-wrong"
    if not any(isinstance(one, Markup) for one in field.errors):
        field.errors = [Markup('<span id="{}">{}</span>').format(ident, " ".join(map(str, field.errors)))]
    _describe(field, ident)
    field.render_kw = {**field.render_kw, "aria-invalid": "true"}


def _describe(field: Field, ident: str) -> None:
    field.render_kw = {**(field.render_kw or {}), "aria-describedby": ident}
