"""A private S3 server: OpenStack Swift with its s3api gateway.

It checks signatures and loses nothing it acknowledged when it is killed.
"""

import configparser
import os
import pwd
import secrets
import subprocess
import sys
from pathlib import Path

from minio import Minio

from tests.servers.processes import ServerProcess, free_port, is_listening
from tests.servers.programs import find_script

REGION = "us-east-1"
_STORAGE = ("account", "container", "object")
# versioned_writes after symlink gives versions of 0 bytes, so it stands before.
_FILTERS = (
    "catch_errors",
    "cache",
    "listing_formats",
    "s3api",
    "tempauth",
    "copy",
    "slo",
    "versioned_writes",
    "symlink",
)
_Sections = dict[str, dict[str, str]]


class SwiftServer:
    """Swift's four servers on one device in ``folder``.

    ``endpoint`` (host:port), ``access_key``, ``secret_key`` and ``region`` are what an S3 client needs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = folder / "etc"
        self._ports = {name: free_port() for name in (*_STORAGE, "proxy")}
        self.endpoint = f"127.0.0.1:{self._ports['proxy']}"
        self.access_key = "eoffice:app"
        self.secret_key = secrets.token_hex(16)
        self.region = REGION
        for path in (self._settings, folder / "node" / "disk", folder / "recon"):
            path.mkdir(parents=True)
        self._write_settings()
        self._build_rings()
        self._processes = {name: self._process(name) for name in self._ports}

    def start(self) -> None:
        """Start (again) and wait until all four servers accept connections."""
        for process in self._processes.values():
            process.start()
        for process in self._processes.values():
            process.wait_until_ready()

    def stop(self) -> None:
        """Stop them."""
        for process in self._processes.values():
            process.stop()

    def kill(self) -> None:
        """SIGKILL them; every server is one process, so nothing goes on."""
        for process in self._processes.values():
            process.kill()

    def client(self) -> Minio:
        """Return a client of the whole server, for looking at it from outside."""
        return Minio(
            self.endpoint,
            access_key=self.access_key,
            secret_key=self.secret_key,
            secure=False,
            region=self.region,
        )

    def make_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"test-{secrets.token_hex(8)}"
        self.client().make_bucket(bucket_name=name)
        return name

    def object_files(self) -> list[Path]:
        """Return the files in which Swift keeps the bytes of objects, newest last."""
        return sorted((self._folder / "node").rglob("*.data"), key=lambda path: path.stat().st_mtime_ns)

    def _process(self, name: str) -> ServerProcess:
        port = self._ports[name]
        return ServerProcess(
            [find_script(f"swift-{name}-server"), str(self._settings / f"{name}-server.conf")],
            self._folder / f"{name}.log",
            is_ready=lambda: is_listening(port),
        )

    def _build_rings(self) -> None:
        ports = [f"{name}={self._ports[name]}" for name in _STORAGE]
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.servers.swift_rings", str(self._settings), *ports],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[2],
        )

    def _write_settings(self) -> None:
        self._write(
            "swift.conf",
            {
                "swift-hash": {
                    "swift_hash_path_prefix": secrets.token_hex(12),
                    "swift_hash_path_suffix": secrets.token_hex(12),
                },
                "storage-policy:0": {"name": "gold", "policy_type": "replication", "default": "yes"},
            },
        )
        for name in _STORAGE:
            self._write(f"{name}-server.conf", self._storage_server(name))
        self._write("proxy-server.conf", self._proxy_server())

    def _common(self, name: str) -> dict[str, str]:
        return {
            "bind_ip": "127.0.0.1",
            "bind_port": str(self._ports[name]),
            "workers": "0",
            "user": pwd.getpwuid(os.geteuid()).pw_name,
            "swift_dir": str(self._settings),
            "log_address": str(self._folder / "no-syslog"),
        }

    def _storage_server(self, name: str) -> _Sections:
        place = {
            "devices": str(self._folder / "node"),
            "mount_check": "false",
            "fallocate_reserve": "0",
            "recon_cache_path": str(self._folder / "recon"),
        }
        return {
            "DEFAULT": self._common(name) | place,
            "pipeline:main": {"pipeline": f"{name}-server"},
            f"app:{name}-server": {"use": f"egg:swift#{name}"},
        }

    def _proxy_server(self) -> _Sections:
        account, user = self.access_key.split(":")
        filters: _Sections = {f"filter:{name}": {"use": f"egg:swift#{name}"} for name in _FILTERS}
        # Port 1 answers nobody: the cache then does without memcached.
        filters["filter:cache"] = {"use": "egg:swift#memcache", "memcache_servers": "127.0.0.1:1"}
        filters["filter:s3api"] |= {"location": REGION, "s3_acl": "false", "check_bucket_owner": "false"}
        filters["filter:tempauth"][f"user_{account}_{user}"] = f"{self.secret_key} .admin"
        filters["filter:versioned_writes"]["allow_object_versioning"] = "true"
        return {
            "DEFAULT": self._common("proxy") | {"expose_info": "false"},
            "pipeline:main": {"pipeline": " ".join((*_FILTERS, "proxy-server"))},
            "app:proxy-server": {
                "use": "egg:swift#proxy",
                "allow_account_management": "true",
                "account_autocreate": "true",
            },
            **filters,
        }

    def _write(self, name: str, sections: _Sections) -> None:
        parser = configparser.RawConfigParser(default_section="DEFAULT")
        parser.read_dict(sections)
        with (self._settings / name).open("w") as file:
            parser.write(file)
