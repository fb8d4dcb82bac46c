"""The targets of a site, as sitegen.yaml tells them: one kind each, and nothing secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sitegen.inforce import as_yaml, in_force
from sitegen.schema import schema
from sitegen.settings import load
from sitegen.target import Target
from tests.sitehelp import write
from tests.test_settings import refused

NO_PLACE = "and this file is no place for one; let the environment or the tool's own configuration tell it"


def test_every_kind_of_target_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "sitegen.yaml": """
deploy:
  pages: {git: 'git@github.com:me/blog.git', branch: pages}
  example.org: {rsync: 'me@example.org:/var/www/blog', base_url: https://example.org/blog}
  bucket:
    url: s3://blog/a/b
    options: {client_kwargs: {endpoint_url: 'https://s3.example.org:9000'}, anon: false}
  home: {url: 'sftp://me@example.org:2222/www', options: {key_filename: ~/.ssh/blog}}
"""
        },
    )
    assert load(tmp_path).deploy == {
        "pages": Target(git="git@github.com:me/blog.git", branch="pages"),
        "example.org": Target(rsync="me@example.org:/var/www/blog", base_url="https://example.org/blog"),
        "bucket": Target(
            url="s3://blog/a/b",
            options={"client_kwargs": {"endpoint_url": "https://s3.example.org:9000"}, "anon": False},
        ),
        "home": Target(url="sftp://me@example.org:2222/www", options={"key_filename": "~/.ssh/blog"}),
    }


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("{}", "expected one of git, url and rsync, found none"),
        ("{git: origin, rsync: a}", "expected one of git, url and rsync, found git and rsync"),
        ("{rsync: 'a:b', branch: x}", "branch is for git alone"),
        ("{git: origin, branch: a..b}", "'a..b' cannot be the name of a branch"),
        ("{git: origin, options: {a: b}}", "options are for url alone"),
        ("{git: --upload-pack=x}", "git begins with a dash, which is for options"),
        ("{rsync: -e x}", "rsync begins with a dash, which is for options"),
        ("{git: 'https://me:word@example.org/x.git'}", f"git holds a password, {NO_PLACE}"),
        ("{git: 'https://ghp_token@github.com/me/x'}", f"git holds a name or a token before the @, {NO_PLACE}"),
        ("{rsync: 'rsync://me:word@example.org/x'}", f"rsync holds a password, {NO_PLACE}"),
        ("{url: 's3://key:se/cret@bucket'}", f"url holds a password, {NO_PLACE}"),
        ("{url: 'webdav+https://example.org/x?a=b&access_token=c'}", f"url holds a secret, access_token, {NO_PLACE}"),
        ("{url: 'abfs://c@a.example/x?sv=1&sig=c'}", f"url holds a secret, sig, {NO_PLACE}"),
        ("{url: s3://b, options: {key: A, secret: B}}", f"options.key is a secret, {NO_PLACE}; options.secret is a "
         f"secret, {NO_PLACE}"),
        ("{url: s3://b, options: {a: {aws_session_token: A}}}", f"options.a.aws_session_token is a secret, {NO_PLACE}"),
        ("{url: s3://b, options: {proxy: 'http://me:word@p'}}", f"options.proxy is a secret, {NO_PLACE}"),
        ("{url: bucket}", "url: expected an address such as s3://bucket/folder or sftp://me@example.org/var/www"),
        ("{url: 'https://example.org/dav'}", "url: pages cannot be written over HTTP alone; for WebDAV write "
         "webdav+https://…"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_target_is_told_without_what_is_secret(tmp_path: Path, target: str, message: str) -> None:
    assert refused(tmp_path, f"deploy:\n  there: {target}\n") == [
        f"sitegen.yaml:2:10: error[settings]: deploy.there: {message}"
    ]


def test_all_targets_are_looked_at(tmp_path: Path) -> None:
    text = "deploy:\n  a:\n  b: {gti: origin, git: x}\n  c: {git: x, base_url: nowhere}\n  d: {url: x}\n"
    assert refused(tmp_path, text) == [
        "sitegen.yaml:2:5: error[settings]: deploy.a: expected indented lines with any of: "
        "git, branch, url, options, rsync, base_url",
        "sitegen.yaml:3:7: error[settings]: there is no setting deploy.b.gti\n    did you mean deploy.b.git?",
        "sitegen.yaml:4:25: error[settings]: deploy.c.base_url: 'nowhere': expected an address that begins with "
        "http:// or https://, such as https://example.org/blog",
        "sitegen.yaml:5:6: error[settings]: deploy.d: url: expected an address such as s3://bucket/folder or "
        "sftp://me@example.org/var/www",
    ]


def test_only_what_leaves_this_machine_needs_a_base_url() -> None:
    local = [Target(url="file:///x"), Target(rsync="/mnt/stick")]
    away = [Target(git="origin"), Target(git="../blog.git"), Target(url="s3://x"), Target(rsync="host:/x")]
    assert [target.is_local for target in [*local, *away]] == [True, True, False, False, False, False]


def test_the_settings_in_force_and_their_schema_know_targets(tmp_path: Path) -> None:
    write(tmp_path, {"sitegen.yaml": "deploy:\n  b: {url: s3://b, options: {anon: true}}\n  a: {git: origin}\n"})
    [line] = [line for line in as_yaml(in_force(tmp_path)) if line.startswith("deploy:")]
    assert line == 'deploy: {b: {url: "s3://b", options: {anon: true}}, a: {git: origin}}  # ' + (
        f"{tmp_path}/sitegen.yaml:1"
    )
    validator = Draft202012Validator(schema())
    assert validator.is_valid({"deploy": {"b": {"url": "s3://b", "options": {"anon": True}}, "a": {"git": "origin"}}})
    assert [fault.message for fault in validator.iter_errors({"deploy": {"a": {"gti": "origin"}}})] == [
        "Additional properties are not allowed ('gti' was unexpected)"
    ]
