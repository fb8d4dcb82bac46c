"""What is promised for the day on which things go wrong: each fault has its test, and those that no other file has."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from sitegen.building import Options, build
from sitegen.importing import import_archives
from sitegen.problem import ENVIRONMENT, SiteError
from tests.preview import previewing, small_site
from tests.sitehelp import (
    ROOT,
    built,
    command,
    environment,
    killing,
    live,
    made,
    post,
    published,
    sitegen,
    soup,
    tree,
    write,
)
from tests.test_publish import Tripwire, lay, refuse
from tests.test_theme import ATTACKS, BODY

FAULTS = {
    # a command that does not come to its end
    "kill -9 at any moment of a build": "test_publish: a_build_that_is_killed_at_any_moment_leaves_a_whole_site",
    "kill -9 between publishing and remembering": "test_memory: a_kill_between_publishing_and_remembering",
    "kill -9 of the command while processes work for it": "test_workers: no_worker_outlives_its_parent",
    "a process killed that typesets a post": "test_rebuild: a_process_that_is_killed_is_an_error_that_names_the_post",
    "a process killed that renders a page": "test_promises: a_process_that_is_killed_at_a_page",
    "Ctrl-C at the command and all its processes": "test_promises: an_interrupt_of_the_whole_group",
    "a post that takes for ever": "test_patience: a_post_that_takes_too_long_is_stopped_and_named",
    "a post that takes for ever in the preview": "test_patience: the_preview_stops_a_post_that_takes_too_long",
    "a post that takes for ever on a cluster": "test_patience: work_without_end_is_stopped_in_other_threads_too",
    "a power failure": "test_publish: the_disk_holds_every_file_before_the_journal_says_so",
    "a Pagefind that hangs": "test_search: a_pagefind_that_takes_too_long_is_stopped",
    "a page maker that ends the process": "test_makers: what_is_wrong_with_a_maker_is_said_with_its_line",
    "a new post killed while it is written": "test_begin: a_command_that_is_killed_while_it_writes",
    # disks
    "a full disk under a new post": "test_begin: a_disk_that_is_full_keeps_no_half_of_a_post",
    "a full disk under a new site": "test_starter: a_disk_that_is_full_keeps_no_half_of_a_site",
    "an index on another disk": "test_search: the_index_of_pagefind_does_not_depend_on_the_order",
    "a full disk": "test_publish: a_small_disk_that_is_full_leaves_the_site_as_it_was",
    "a limit on the size of files": "test_publish: a_disk_that_is_full_leaves_the_site_as_it_was",
    "every write of publishing failing in turn": "test_publish: whichever_write_fails_the_site_is_as_before",
    "every write of a build failing in turn": "test_promises: whichever_write_of_a_build_fails",
    "a full disk while remembering": "test_memory: where_nothing_can_be_remembered_only_time_is_lost",
    "a full disk during an import": "importing/test_importer: what_was_written_before_a_full_disk_is_remembered",
    "a folder that may not be written": "test_publish: an_output_folder_that_may_not_be_written_is_named",
    "an output on another disk": "test_memory: the_output_may_lie_on_another_disk",
    # two at once
    "two builds at once": "test_publish: a_second_build_is_refused_by_the_name_of_the_first",
    "two sites into one output at once": "test_publish: a_build_of_another_site_into_the_same_folder_is_refused",
    "two sites into one output in turn": "test_publish: two_sites_in_turn_into_one_folder_keep_what_the_other_wrote",
    "two imports at once": "importing/test_importer: a_second_import_at_the_same_time_is_refused",
    # content
    "five bad posts at once": "test_reader: five_bad_posts_are_named_in_one_run_and_nothing_is_published",
    "bytes that are no UTF-8": "test_reader: text_that_is_not_utf_8_is_refused_with_what_it_seems_to_be",
    "colliding addresses": "pages/test_collisions: a_site_in_which_two_claim_one_address_is_not_published",
    "hostile names of files": "test_build: whatever_the_file_of_a_post_is_called",
    "hostile slugs and old addresses": "test_build: an_address_that_leads_out_of_the_output_is_named_with_its_line",
    "endless names": "test_build: whatever_slug_and_old_address_a_post_asks_for",
    "links out of the site": "test_reader: a_link_that_leads_out_of_the_site_is_named_and_not_read",
    "links out of the site among templates": "test_reader: no_template_no_vocabulary_and_no_redirects_are_read_through_a_link",
    "a pipe among the files of a site": "test_regular: a_pipe_among_the_files_of_a_site_is_named",
    "a pipe in place of settings": "test_regular: a_pipe_in_place_of_settings_is_named",
    "a thousand folders in one another": "test_regular: a_thousand_folders_in_one_another_are_read_and_written",
    "names that forge messages": "test_problem: names_begin_no_new_line_and_steer_no_terminal",
    "links in circles": "test_reader: links_in_circles_end_and_are_named",
    "markup that would run": "test_theme: nothing_that_a_post_says_is_live_on_any_page",
    "markup that would run in a feed reader": "test_theme: nothing_that_a_post_says_is_live_in_a_feed_reader",
    "markup that would run in an archive": "test_promises: nothing_that_an_archive_says_is_live",
    "TeX that would run": "browser/test_math: a_formula_that_would_do_harm_is_inert",
    "templates in content": "test_theme: markup_of_templates_in_a_post_is_text",
    "control characters in feeds": "pages/test_feed: nothing_that_xml_forbids_gets_into_a_feed",
    "bombs of YAML": "test_yamltext: bombs_are_refused",
    "bombs in any file": "test_cli: whatever_is_in_the_files_there_is_no_traceback",
    "pathological Markdown": "test_prose: the_work_grows_with_the_length_and_no_faster",
    "text nested too deep": "test_prose: text_nested_deeper_than_the_parser_goes_is_an_error",
    "texts of the web that are made to be slow": "importing/test_origins: a_text_from_the_web_that_is_made_to_be_slow",
    "settings of other sites that lead out": "importing/test_origins: settings_of_another_site_that_lead_out_of_it",
    "pictures without end": "test_pictures: a_jpeg_of_endless_segments_is_soon_given_up",
    "redirects without number": "test_redirects: a_hundred_thousand_addresses_that_led_on_and_on",
    "a link beside the redirects": "test_redirects: no_line_is_written_through_a_link",
    "a mention of a hidden post": "test_graph: a_hidden_post_that_another_mentions_is_in_no_picture",
    # targets of a deploy
    "a target that is the site": "deploy/test_deploy: a_target_that_holds_what_the_site_is_made_from",
    "links at a target": "deploy/test_deploy: nothing_is_sent_or_removed_through_a_link_at_the_target",
    "a forged list at a target": "deploy/test_deploy: a_list_that_somebody_forged_at_the_target",
    # what is remembered
    "edits of every kind": "test_rebuild: after_any_edits_a_warm_build_is_a_clean_build",
    "a damaged memory": "test_memory: a_damaged_memory_gives_the_right_site_with_one_notice",
    "an old memory, or another site's": "test_memory: an_older_memory_in_place_of_the_newer",
    "a damaged manifest": "test_memory: a_damaged_manifest_is_made_anew",
    "a damaged manifest and nothing remembered": "test_publish: a_damaged_manifest_loses_nothing",
    "damage that comes after publishing": "test_memory: damage_that_comes_after_publishing_is_told",
    "pipes where sitegen keeps its own": "test_regular: pipes_where_sitegen_keeps_its_own_are_taken_away",
    "a hostile journal": "test_publish: a_journal_that_sitegen_did_not_write_moves_and_removes_nothing",
    "links where sitegen keeps its own": "test_memory: no_file_is_written_through_a_link",
    "a clock that is set back": "test_memory: a_clock_that_is_set_back_takes_posts_off",
    "another place, hash seed, time zone and locale": "test_build: the_same_site_is_the_same_bytes",
    "another number of processes": "test_promises: any_number_of_processes_gives_the_same_bytes",
    # what is not ours
    "foreign files in the output": "test_publish: foreign_files_stay",
    "foreign files in the way": "test_publish: a_foreign_file_in_the_way_is_kept_with_a_notice",
    "a pipe where a page is to be written": "test_regular: a_pipe_where_a_page_is_to_be_written",
    "a pipe where a page is to be removed": "test_regular: a_pipe_where_a_page_is_to_be_removed_stays",
    "a link to nowhere in the way": "test_regular: a_link_in_the_way_of_a_page_that_leads_to_no_file_is_kept",
    "links in the output": "test_publish: nothing_is_written_or_removed_through_a_folder_that_is_a_link",
    "an output that holds the site": "test_build: a_folder_that_holds_the_site_itself_is_refused",
    "a recursive delete in the code": "test_publish: nothing_in_the_code_removes_a_folder_with_what_is_in_it",
    # the preview
    "hostile requests": "test_serve: no_path_leads_out_of_the_site_or_to_a_dot_file",
    "requests without number": "test_serve: whoever_begins_requests_without_number",
    "requests without end": "test_serve: a_request_that_is_too_long_is_refused",
    "hostile hosts": "test_serve: a_foreign_host_is_refused",
    "hostile origins": "test_serve: a_foreign_page_gets_no_wire",
    "requests that would change something": "test_serve: only_reading_is_possible",
    "a post that breaks while it is watched": "test_serve: a_broken_post_leaves_the_last_good_site",
    "other machines at the preview": "test_promises: the_preview_listens_to_this_machine_alone",
    "a pipe in the preview": "test_regular: the_preview_waits_for_no_pipe",
    # the importer
    "a pipe in place of an archive": "test_regular: a_pipe_in_place_of_an_archive_is_named",
    "hostile titles": "importing/test_importer: any_title_stays_in_the_folder_and_comes_back_as_it_was",
    "an archive that is no text": "importing/test_importer: a_file_that_is_no_text_is_an_error_and_the_others_are_imported",
    "a line without end in an archive": "importing/test_importer: a_line_without_end_is_an_error_and_the_others_are_imported",
    "a second import": "importing/test_importer: importing_again_changes_not_one_byte",
    "an import over edited posts": "importing/test_importer: what_a_person_has_edited_is_never_overwritten",
    "an edit that is saved during an import": "importing/test_importer: an_edit_that_is_saved_while_the_archives_are_read",
    "encodings of every kind": "importing/test_decoding: what_is_no_text_that_we_know_is_an_error",
}
"""Each fault, and the file of the test that causes it with the beginning of the test's name."""


@cache
def names_in(file: str) -> list[str]:
    """Return the names of the tests in a file, without what they begin with."""
    return re.findall(r"^def test_(\w+)\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_test(fault: str) -> None:
    file, _, name = FAULTS[fault].partition(": ")
    assert [found for found in names_in(f"{file}.py") if found.startswith(name)] != []


def test_every_test_that_the_promises_name_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)(?:::|`: `)test_(\w+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 30
    assert [(file, name) for file, name in named if name not in names_in(file.removeprefix("tests/"))] == []


# ---------------------------------------------------------------------------------------------- disks


def refusal(site: Path) -> SiteError | None:
    try:
        built(site, jobs=1)
    except SiteError as fault:
        return fault
    return None


def test_whichever_write_of_a_build_fails_the_site_is_the_old_one_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {f"content/posts/p{n}.md": post(f"P{n}", "Old.", date=f"2024-01-{n + 1:02}") for n in range(10)}
    change = {
        "content/posts/p3.md": post("P3", "New.", date="2024-01-04"),
        "content/posts/p5.md": post("P5", draft="true"),
    }
    site = tmp_path / "site"
    before, after = published(made(site, old)), published(built(write(site, change)))
    failed = 0
    for number in range(1, 1000):
        built(write(site, old))
        write(site, change)
        wire = Tripwire(site, number, refuse)
        with monkeypatch.context() as patch:
            lay(wire, patch)
            fault = refusal(site)
        if fault:
            failed += 1
            assert (fault.status, len(fault.problems)) == (ENVIRONMENT, 1)
            assert str(fault).startswith("error[write]: ")
        assert published(site / "public") == (before if fault else after)
        built(site)
        assert tree(site / "public") == after
        if wire.count < number:
            break
    assert failed >= 30


# ---------------------------------------------------------------------------------------------- processes


def many(folder: Path) -> Path:
    """Write a site that is worth several processes."""
    text = "见《P{}》。$x_{}$\n\n```python\nprint({})\n```"
    return write(folder, {f"content/posts/p{n:03}.md": post(f"P{n}", text.replace("{}", str(n))) for n in range(100)})


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    sites = []
    for jobs in ("1", "3"):
        site = many(tmp_path / jobs)
        assert sitegen("build", "-j", jobs, cwd=site).returncode == 0
        sites.append(tree(site / "public"))
    assert sites[0] == sites[1]


def test_a_process_that_is_killed_at_a_page_is_an_error_that_names_the_page(tmp_path: Path) -> None:
    site = many(tmp_path)
    before = published(built(site))
    write(site, {"sitegen.yaml": "title: Another\n"})
    kill = killing("theme", "Theme.render", "posts/p077/index.html")
    done = sitegen("build", "-j", "2", cwd=site, code=kill)
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "posts/p077/index.html: error[killed]: the process that was making it was ended by SIGKILL; "
        "nothing was published\n",
    )
    assert tree(site / "public") == before


@pytest.mark.skipif(os.name == "nt", reason="there are no groups of processes here")
def test_an_interrupt_of_the_whole_group_ends_with_one_word_and_leaves_no_process(tmp_path: Path) -> None:
    wait = """
import os, time
from sitegen import galley
def make(*_):
    os.write(1, b"at work\\n")  # at once: another process writes too
    time.sleep(60)
galley.make = make"""
    process = subprocess.Popen(
        command("build", "-j", "2", code=wait),
        cwd=many(tmp_path),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)  # which ends only when no process holds the pipes any more
    assert (process.returncode, said) == (130, ("", "interrupted\n"))
    assert not (tmp_path / "public").exists()


# ---------------------------------------------------------------------------------------------- archives


def test_nothing_that_an_archive_says_is_live_on_any_page(tmp_path: Path) -> None:
    records = [f"{text}\nBy {text} | 2024-01-{n + 1:02} | 1位读者 | 引用{BODY}\n" for n, text in enumerate(ATTACKS)]
    archive = write(tmp_path, {"dump.txt": "".join(records)}) / "dump.txt"
    site = tmp_path / "site"
    site.mkdir()
    assert sum(counts["records"] for counts in import_archives([archive], site).counts.values()) == len(ATTACKS)
    build(site, options=Options(base_url="https://e.example"))
    pages = list((site / "public").rglob("*.html"))
    assert len(pages) > len(ATTACKS)
    assert [path for path in pages if live(soup(path))] == []
    for path in (site / "public").rglob("*.xml"):
        ET.parse(path)


# ---------------------------------------------------------------------------------------------- the preview


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc to see who listens")
def test_the_preview_listens_to_this_machine_alone(tmp_path: Path) -> None:
    with previewing(small_site(tmp_path)) as preview:
        port = f":{preview.port:04X}"
        rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
        listening = {row[1] for row in rows if row[1].endswith(port) and row[3] == "0A"}
    assert listening == {f"0100007F{port}"}
