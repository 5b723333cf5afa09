"""A store in one bucket of an S3 server: MinIO or what speaks like it."""

import hashlib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO, cast

from minio import Minio
from minio.datatypes import Object
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from storage.contract import Stored
from storage.errors import FileCorrupt, FileMissing, StoreUnavailable
from storage.hashing import CHUNK_BYTES, copy_hashing, hash_at, place_of, read_chunks

CONNECT_SECONDS = 2.0
READ_SECONDS = 20.0
_RETRIES = 2
_CONNECTIONS = 16
_IN_MEMORY_BYTES = 8 * 1024 * 1024
_PART_BYTES = 16 * 1024 * 1024
_MISSING_CODES = {"NoSuchKey", "NoSuchVersion"}
_OWNED_CODES = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


class S3Store:
    """Objects ``sha256/ab/abcd…`` of one bucket. Safe with any number of threads and processes.

    Bytes wait in memory, or in a temporary file when they are many, until their hash is known; S3 then makes
    an object visible only when it is complete. With ``secure`` the server's certificate is checked against
    the system's authorities or those of ``SSL_CERT_FILE``.
    """

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        access_key: str,
        secret_key: str,
        secure: bool = True,
        region: str = "us-east-1",
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """``endpoint`` is ``host:port`` without a scheme. Nothing is sent yet."""
        self._endpoint = endpoint
        self._bucket = bucket
        self._region = region
        self._client = Minio(
            endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            region=region,
            http_client=PoolManager(
                maxsize=_CONNECTIONS,
                timeout=Timeout(connect=connect_seconds, read=read_seconds),
                retries=Retry(total=_RETRIES, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
                ssl_context=ssl.create_default_context(),
            ),
        )

    def prepare(self) -> None:
        """Make the bucket if it is missing."""
        with self._reported():
            if self._client.bucket_exists(bucket_name=self._bucket):
                return
            try:
                self._client.make_bucket(bucket_name=self._bucket, location=self._region)
            except S3Error as error:
                if error.code not in _OWNED_CODES:  # another process was faster
                    raise

    def check(self) -> None:
        """Ask for the bucket, which proves address, keys and name in one call."""
        with self._reported():
            if not self._client.bucket_exists(bucket_name=self._bucket):
                raise StoreUnavailable(f"The S3 store at {self._endpoint} has no bucket {self._bucket}.")

    def put(self, source: BinaryIO) -> Stored:
        """See ``Store.put``."""
        with _new_spool() as spool:

            def write(chunk: bytes) -> None:
                with self._reported():  # what fails in reading the source is the caller's and passes through
                    spool.write(chunk)

            stored = copy_hashing(source, write)
            spool.seek(0)
            with self._reported():
                self._client.put_object(
                    bucket_name=self._bucket,
                    object_name=place_of(stored.sha256),
                    data=spool,
                    length=stored.size,
                    part_size=_PART_BYTES,
                    num_parallel_uploads=1,
                )
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See ``Store.open``."""
        spool = _new_spool()
        try:
            self._fetch(sha256, spool)
            spool.seek(0)
        except BaseException:
            spool.close()
            raise
        return spool

    def copy_to(self, sha256: str, target: BinaryIO) -> None:
        """See ``Store.copy_to``."""
        with self.open(sha256) as file:
            for chunk in read_chunks(file):
                target.write(chunk)

    def contains(self, sha256: str) -> bool:
        """See ``Store.contains``."""
        try:
            self._describe(sha256)
        except FileMissing:
            return False
        return True

    def size(self, sha256: str) -> int:
        """See ``Store.size``."""
        return cast(int, self._describe(sha256).size)

    def delete(self, sha256: str, *, older_than: datetime | None = None) -> bool:
        """See ``Store.delete``."""
        try:
            put_at = cast(datetime, self._describe(sha256).last_modified)
        except FileMissing:
            return False
        if older_than is not None and put_at >= older_than:
            return False
        with self._reported():
            self._client.remove_object(bucket_name=self._bucket, object_name=place_of(sha256))
        return True

    def list_hashes(self) -> Iterator[tuple[str, datetime]]:
        """See ``Store.list_hashes``."""
        with self._reported():
            for found in self._client.list_objects(
                bucket_name=self._bucket, prefix="sha256/", recursive=True
            ):
                sha256 = hash_at(cast(str, found.object_name))
                if sha256 is not None:
                    yield sha256, cast(datetime, found.last_modified)

    def _fetch(self, sha256: str, target: BinaryIO) -> None:
        digest = hashlib.sha256()
        with self._reported(sha256):
            response = self._client.get_object(bucket_name=self._bucket, object_name=place_of(sha256))
            try:
                for chunk in response.stream(CHUNK_BYTES):
                    digest.update(chunk)
                    target.write(chunk)
            finally:
                response.close()
                response.release_conn()
        if digest.hexdigest() != sha256:
            raise FileCorrupt(sha256, digest.hexdigest())

    def _describe(self, sha256: str) -> Object:
        try:
            with self._reported(sha256):
                return self._client.stat_object(bucket_name=self._bucket, object_name=place_of(sha256))
        except FileMissing:
            # A HEAD answer has no body: 404 also stands for a missing bucket, and then nothing is known.
            self.check()
            raise

    @contextmanager
    def _reported(self, sha256: str | None = None) -> Iterator[None]:
        """Turn errors of the client and of the network into ours."""
        try:
            yield
        except S3Error as error:
            if sha256 is not None and error.code in _MISSING_CODES:
                raise FileMissing(sha256) from error
            raise StoreUnavailable(
                f"The S3 store at {self._endpoint}, bucket {self._bucket}, refused: {error.code}"
            ) from error
        except (MinioException, HTTPError, OSError) as error:
            raise StoreUnavailable(f"The S3 store at {self._endpoint} does not work: {error}") from error


def _new_spool() -> BinaryIO:
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES))
