"""Timestamps of the trial authority, judged by ``openssl ts`` and by pyHanko."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import core, tsp
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from eoffice.core.clock import FixedClock
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import TIMESTAMP_POLICY
from eoffice.trial.timestamps import TimestampReply, TrialTimestamper
from tests.trial.conftest import openssl

DATA = "Quyết định".encode()
Change = Callable[[tsp.TimeStampReq], None]


def make_request(**fields: object) -> tsp.TimeStampReq:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(DATA).digest()}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, **fields})


def ask(authority: TrialAuthority, request: tsp.TimeStampReq, now: datetime) -> TimestampReply:
    reply: TimestampReply = TimestampReply.load(authority.timestamp_reply(request.dump(), now))
    return reply


def info_of(reply: TimestampReply) -> tsp.TSTInfo:
    return reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_openssl_verifies_a_timestamp_against_its_own_query(
    authority: TrialAuthority, pem_files: Path, now: datetime, digest: str
) -> None:
    query, reply, data = (pem_files / name for name in ("query.tsq", "reply.tsr", "data"))
    data.write_bytes(DATA)
    openssl("ts", "-query", "-data", data, f"-{digest}", "-cert", "-out", query)
    reply.write_bytes(authority.timestamp_reply(query.read_bytes(), now))
    answer = openssl("ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", pem_files / "root.pem")
    assert (answer.returncode, answer.stdout.strip()) == (0, b"Verification: OK")


def test_openssl_refuses_the_timestamp_for_other_data(
    authority: TrialAuthority, pem_files: Path, now: datetime
) -> None:
    reply, data = pem_files / "reply.tsr", pem_files / "data"
    data.write_bytes(DATA + b".")
    reply.write_bytes(authority.timestamp_reply(make_request(cert_req=True).dump(), now))
    answer = openssl("ts", "-verify", "-data", data, "-in", reply, "-CAfile", pem_files / "root.pem")
    assert answer.returncode != 0
    assert b"message imprint mismatch" in answer.stderr


def test_the_reply_says_what_was_asked_and_when(authority: TrialAuthority, now: datetime) -> None:
    moment = now + timedelta(milliseconds=120)
    info = info_of(ask(authority, make_request(nonce=2**63 + 5), moment))
    assert info["nonce"].native == 2**63 + 5
    assert info["gen_time"].native == moment
    assert info["accuracy"]["seconds"].native == 1
    assert info["policy"].native == TIMESTAMP_POLICY
    assert info["message_imprint"]["hashed_message"].native == hashlib.sha256(DATA).digest()


def test_no_two_timestamps_share_a_serial_number(authority: TrialAuthority, now: datetime) -> None:
    serials = {info_of(ask(authority, make_request(), now))["serial_number"].native for _ in range(20)}
    assert len(serials) == 20


def test_certificates_come_only_when_asked_for(authority: TrialAuthority, now: datetime) -> None:
    without = ask(authority, make_request(), now)["time_stamp_token"]["content"]
    with_them = ask(authority, make_request(cert_req=True), now)["time_stamp_token"]["content"]
    assert not without["certificates"].native
    assert len(with_them["certificates"]) == 2


def test_the_policy_may_be_asked_for_by_name(authority: TrialAuthority, now: datetime) -> None:
    reply = ask(authority, make_request(req_policy=TIMESTAMP_POLICY), now)
    assert reply["status"]["status"].native == "granted"


@pytest.mark.parametrize(
    ("fields", "failure"),
    [
        ({"version": 2}, "bad_request"),
        ({"req_policy": "1.2.3.4"}, "unaccepted_policy"),
        (
            {"message_imprint": {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}},
            "bad_alg",
        ),
        (
            {"message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(20)}},
            "bad_data_format",
        ),
        (
            {"extensions": [{"extn_id": "1.2.3.4", "extn_value": core.OctetString(b"\x05\x00")}]},
            "unaccepted_extensions",
        ),
    ],
)
def test_a_request_that_cannot_be_met_is_rejected_with_the_reason(
    authority: TrialAuthority, now: datetime, fields: dict[str, object], failure: str
) -> None:
    reply = ask(authority, make_request(**fields), now)
    assert reply["status"]["status"].native == "rejection"
    assert reply["status"]["fail_info"].native == {failure}
    assert reply["time_stamp_token"].native is None


@pytest.mark.parametrize("junk", [b"", b"\x30", b"\x30\x03\x02\x01\x01", b"hello", bytes(9000), b"\x30\x80"])
def test_junk_is_rejected_in_the_protocols_own_words(
    authority: TrialAuthority, now: datetime, junk: bytes
) -> None:
    reply = TimestampReply.load(authority.timestamp_reply(junk, now))
    assert reply["status"]["fail_info"].native == {"bad_data_format"}


def test_openssl_reads_a_rejection(authority: TrialAuthority, now: datetime, tmp_path: Path) -> None:
    file = tmp_path / "reply.tsr"
    file.write_bytes(authority.timestamp_reply(make_request(req_policy="1.2.3.4").dump(), now))
    answer = openssl("ts", "-reply", "-in", file, "-text")
    assert b"Status: Rejected" in answer.stdout
    assert b"unaccepted policy" in answer.stdout.lower() or b"policy" in answer.stdout.lower()


def test_no_time_is_given_outside_the_certificates_life(authority: TrialAuthority, now: datetime) -> None:
    reply = ask(authority, make_request(), now + timedelta(days=366 * 30))
    assert reply["status"]["fail_info"].native == {"time_not_available"}


def test_pyhanko_gets_its_timestamps_without_a_network(authority: TrialAuthority, now: datetime) -> None:
    clock = FixedClock(now)
    stamper = TrialTimestamper(authority, clock)
    token = asyncio.run(stamper.async_timestamp(hashlib.sha256(DATA).digest(), "sha256"))
    assert token["content"]["encap_content_info"]["content"].parsed["gen_time"].native == now


def test_pyhanko_is_told_of_a_rejection(authority: TrialAuthority, now: datetime) -> None:
    stamper = TrialTimestamper(authority, FixedClock(now))
    with pytest.raises(TimestampRequestError, match="SHA-256, SHA-384 and SHA-512"):
        asyncio.run(stamper.async_timestamp(bytes(20), "sha1"))
