"""Signatures under an authority that is not ours: certomancer's, asked over HTTP for its timestamps."""

from __future__ import annotations

import io
import socket
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import make_server

from signing import SignatureField, Trust, http_timestamper, sign_locally, verify
from tests.signing.papers import decision

CONFIGURATION = """
external-url-prefix: "http://127.0.0.1:{port}"
keysets:
  other:
    path-prefix: keys
    keys: {{root: {{path: root.pem}}, issuing: {{path: issuing.pem}}, tsa: {{path: tsa.pem}},
           leader: {{path: leader.pem}}}}
pki-architectures:
  other:
    keyset: other
    entity-defaults: {{country-name: VN, organization-name: "Cơ quan chứng thực khác"}}
    entities:
      root: {{common-name: "Gốc"}}
      issuing: {{common-name: "Cấp chứng thư"}}
      tsa: {{common-name: "Dấu thời gian"}}
      leader: {{common-name: "Nguyễn Thị Hồng Ngọc"}}
      former: {{common-name: "Nguyễn Thị Hồng Ngọc"}}
    certs:
      root:
        subject: root
        issuer: root
        subject-key: root
        authority-key: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        profiles: [{{id: simple-ca, params: {{crl-repo: root}}}}]
      issuing:
        issuer: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        profiles: [{{id: simple-ca, params: {{crl-repo: issuing}}}}]
      tsa:
        issuer: issuing
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
      leader:
        issuer: issuing
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        profiles: [digsig-commitment]
      former:
        subject-key: leader
        issuer: issuing
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        profiles: [digsig-commitment]
        revocation: {{revoked-since: "2021-06-01T00:00:00+0000", reason: key_compromise}}
    services:
      crl-repo:
        root: {{for-issuer: root, signing-key: root, simulated-update-schedule: "P90D"}}
        issuing: {{for-issuer: issuing, signing-key: issuing, simulated-update-schedule: "P90D"}}
      time-stamping:
        tsa: {{signing-cert: tsa}}
"""


@dataclass(frozen=True)
class Other:
    """The other authority, as it answers on loopback; ``key`` belongs to all its signers."""

    architecture: PKIArchitecture
    address: str
    key: rsa.RSAPrivateKey

    def certificate(self, label: str) -> bytes:
        return bytes(self.architecture.get_cert(CertLabel(label)).dump())

    def trust(self) -> Trust:
        return Trust(
            roots=(self.certificate("root"),),
            intermediates=(self.certificate("issuing"),),
            crls=tuple(self._get(f"crls/{name}/latest.crl") for name in ("root", "issuing")),
        )

    def sign(self, label: str) -> io.BytesIO:
        target = io.BytesIO()
        sign_locally(
            io.BytesIO(decision()),
            target,
            SignatureField("LD"),
            key=self.key,
            certificate=self.certificate(label),
            chain=(self.certificate("issuing"),),
            signed_at=datetime.now(UTC),
            timestamper=http_timestamper(f"{self.address}/tsa/tsa"),
        )
        return target

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.address}/{path}", timeout=10) as answer:  # noqa: S310 - loopback
            return bytes(answer.read())


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, rsa_key: rsa.RSAPrivateKey) -> Iterator[Other]:
    folder = tmp_path_factory.mktemp("other")
    (folder / "keys").mkdir()
    pem = rsa_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name in ("root", "issuing", "tsa", "leader"):
        (folder / "keys" / f"{name}.pem").write_bytes(pem)
    with socket.create_server(("127.0.0.1", 0)) as free:  # the address is printed into the certificates
        port = free.getsockname()[1]
    (folder / "other.yml").write_text(CONFIGURATION.format(port=port), "utf-8")
    config = CertomancerConfig.from_file(str(folder / "other.yml"), str(folder))
    animator = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
    server = make_server("127.0.0.1", port, animator, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/other"
    yield Other(config.get_pki_arch(ArchLabel("other")), address, rsa_key)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_signature_with_a_timestamp_fetched_over_http_is_valid_at_b_t(other: Other) -> None:
    found = verify(other.sign("leader"), other.trust())
    assert (found.verdict, [one.level for one in found.signatures]) == ("valid", ["B-T"])


def test_a_signature_made_after_the_revocation_is_indeterminate_and_intact(other: Other) -> None:
    found = verify(other.sign("former"), other.trust())
    assert (found.verdict, found.signatures[0].integrity) == ("indeterminate", "intact")
    assert "REVOKED" in " ".join(found.reasons)


def test_without_the_authority_among_the_anchors_the_signer_is_not_confirmed(other: Other) -> None:
    found = verify(other.sign("leader"), Trust(roots=()))
    assert (found.verdict, found.signatures[0].integrity) == ("indeterminate", "intact")
    assert "NO_CERTIFICATE_CHAIN_FOUND" in found.reasons
