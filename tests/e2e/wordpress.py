"""WordPress itself on this machine: its site, PHP and MariaDB, taken out of Debian's packages into a cache folder."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from e2e.bluesky.servers import CannotInstall, cache

PROGRAMS = ("mariadb-server-core", "php-cli", "php-mysql", "php-xml", "php-mbstring", "php-curl")
EXTENSIONS = ("mysqlnd", "mysqli", "ctype", "tokenizer", "mbstring", "xml", "dom", "simplexml", "iconv", "fileinfo", "curl")  # fmt: skip
INSTALL_SECONDS = 600
PEOPLE = {"chef": "administrator", "claire": "editor", "malo": "author", "lou": "subscriber"}
"""Users of the site and their roles: claire speaks for the brand; malo may write but approves nobody's comments."""

CONFIGURATION = """<?php
define('DB_NAME', 'blog'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_';
define('WP_HOME', '{address}'); define('WP_SITEURL', '{address}');
define('WP_ENVIRONMENT_TYPE', 'local');  // application passwords without TLS
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
require ABSPATH . 'wp-settings.php';
"""

SETUP = """<?php
(new mysqli('localhost', 'root', '', '', 0, '{socket}'))->query('CREATE DATABASE blog CHARACTER SET utf8mb4');
define('WP_INSTALLING', true);
require __DIR__ . '/wp-load.php'; require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Ma Marque', 'chef', 'chef@marque.example', true, '', 'chef');
foreach (['permalink_structure' => '/%postname%/', 'timezone_string' => 'Europe/Paris', 'comment_moderation' => 0,
          'comment_previously_approved' => 0] as $name => $value) update_option($name, $value);
global $wp_rewrite; $wp_rewrite->init(); $wp_rewrite->flush_rules(false);
$passwords = [];
foreach (json_decode('{people}', true) as $name => $role) {{
    $user = get_user_by('login', $name);
    $number = $user ? $user->ID : wp_insert_user(['user_login' => $name, 'user_pass' => $name, 'role' => $role,
        'user_email' => "$name@marque.example", 'display_name' => ucfirst($name)]);
    $passwords[$name] = WP_Application_Passwords::create_new_application_password($number, ['name' => 'socialcare'])[0];
}}
echo json_encode($passwords);
"""

EMPTY = """<?php
require __DIR__ . '/wp-load.php';
$wpdb->query("TRUNCATE $wpdb->comments"); $wpdb->query("TRUNCATE $wpdb->commentmeta");
foreach (json_decode(file_get_contents('php://input'), true) as $comment) wp_insert_comment($comment);
"""
"""The site without comments, or with those it is given: a visitor may write one every 15 seconds."""

NO_FLOOD = "add_filter('wp_is_comment_flood', '__return_false', 99);"
"""One address writes for all visitors here."""


@dataclass(frozen=True)
class Site:
    """`passwords` are the application passwords of PEOPLE."""

    port: int
    folder: Path
    passwords: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def comment(self, text: str, name: str = "Léa", *, parent: int = 0) -> int:
        """Written by a visitor with the form below the article; its number."""
        form = {"comment": text, "author": name, "email": "visiteur@courriel.example", "comment_post_ID": "1",
                "comment_parent": str(parent)}  # fmt: skip
        answer = httpx.post(f"{self.address}/wp-comments-post.php", data=form, trust_env=False)
        assert answer.status_code == 302, answer.text
        return int(answer.headers["Location"].rpartition("#comment-")[2])

    def call(self, method: str, path: str, *, who: str = "chef", **fields: Any) -> Any:
        """What somebody of the team does in the administration of the site, by its REST API."""
        address = f"{self.address}/index.php?rest_route=/wp/v2/{path.replace('?', '&')}"
        answer = httpx.request(method, address, json=fields, auth=(who, self.passwords[who]), trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def begin(self, comments: Sequence[dict[str, Any]] = ()) -> None:
        httpx.post(f"{self.address}/empty.php", json=comments, trust_env=False, timeout=60).raise_for_status()

    @contextmanager
    def plugin(self, php: str) -> Iterator[None]:
        """A plugin with this code, for as long."""
        file = self.folder / "wp-content" / "mu-plugins" / "essai.php"
        file.write_text(f"<?php {php}", "utf-8")
        try:
            yield
        finally:
            file.unlink()

    @contextmanager
    def binned_article(self) -> Iterator[None]:
        self.call("DELETE", "posts/1")
        try:
            yield
        finally:
            self.call("POST", "posts/1", status="publish")


@contextmanager
def wordpress() -> Iterator[Site]:
    """A site with one article, number 1, and nobody's comment. Raises CannotInstall."""
    root = _installed()
    environment = _environment(root)
    with ExitStack() as held:
        data = Path(held.enter_context(TemporaryDirectory(prefix="socialcare-")))
        door, port, folder = data / "database.socket", _free_port(), data / "site"
        held.enter_context(_running(_mariadb(root, data, door), data / "mariadb.log", str(door), environment))
        shutil.copytree(_under(root, "usr/share/wordpress"), folder, symlinks=True)
        _configure(folder, door, port)
        php = _php(root)
        passwords = json.loads(_run([*php, "setup.php"], folder, environment).rpartition("\n")[2])
        (folder / "setup.php").unlink()
        command = [*php, "-S", f"127.0.0.1:{port}", "-t", str(folder)]
        held.enter_context(_running(command, data / "php.log", ("127.0.0.1", port), environment))
        yield Site(port, folder, passwords)


def _configure(folder: Path, door: Path, port: int) -> None:
    plugins = folder / "wp-content" / "mu-plugins"
    plugins.mkdir(parents=True)
    (plugins / "no-flood.php").write_text(f"<?php {NO_FLOOD}", "utf-8")
    (folder / "wp-config.php").unlink()  # Debian's looks for the settings of its Apache
    configuration = CONFIGURATION.format(socket=door, address=f"http://127.0.0.1:{port}")
    (folder / "wp-config.php").write_text(configuration, "utf-8")
    (folder / "setup.php").write_text(SETUP.format(socket=door, people=json.dumps(PEOPLE)), "utf-8")
    (folder / "empty.php").write_text(EMPTY, "utf-8")


def _mariadb(root: Path, data: Path, door: Path) -> list[str]:
    """Reached by a socket file in our own folder only, and so without accounts."""
    (data / "database").mkdir()
    return [str(_under(root, "usr/sbin/mariadbd")), "--no-defaults", f"--datadir={data / 'database'}",
            f"--socket={door}", "--skip-networking", "--skip-grant-tables", f"--pid-file={data / 'pid'}",
            f"--lc-messages-dir={_under(root, 'usr/share/mysql')}", "--innodb-flush-log-at-trx-commit=0",
            *(["--user=root"] if os.geteuid() == 0 else [])]  # fmt: skip


def _php(root: Path) -> list[str]:
    """With the extensions that WordPress wants; it mails nobody."""
    found = [path for name in EXTENSIONS for path in _all_under(root, f"usr/lib/php/2*/{name}.so")[-1:]]
    extensions = [word for path in found for word in ("-d", f"extension={path}")]
    kept = [word for path in _all_under(root, "usr/lib/php/2*/opcache.so")[-1:]
            for word in ("-d", f"zend_extension={path}", "-d", "opcache.revalidate_freq=0")]  # fmt: skip
    php = str(_under(root, "usr/bin/php[0-9]*"))
    return [php, "-n", *extensions, *kept, "-d", "sendmail_path=/bin/true"]


def _environment(root: Path) -> dict[str, str]:
    """Where the libraries of the unpacked packages are."""
    if root == Path("/"):
        return dict(os.environ)
    libraries = sorted({str(path.parent) for path in root.glob("*/**/lib*.so*")})
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(libraries)}


def _under(root: Path, pattern: str) -> Path:
    found = _all_under(root, pattern)
    if not found:
        raise CannotInstall(f"/{pattern} is not here: apt-get install wordpress {' '.join(PROGRAMS)}")
    return found[-1]


def _all_under(root: Path, pattern: str) -> list[Path]:
    """In the packages of the cache, or else in the system, whose own are not fetched a second time."""
    return sorted(root.glob(pattern)) or sorted(Path("/").glob(pattern))


def _installed() -> Path:
    """Where the packages are unpacked, once; "/" where this is no Debian. Nothing of the system is changed."""
    if not shutil.which("apt-get"):
        return Path("/")
    folder = cache().with_name("wordpress")
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="wordpress-", dir=folder.parent) as name:
        unfinished = Path(name) / "root"
        for needed in ("lists/partial", "cache/archives/partial"):
            (unfinished / needed).mkdir(parents=True)
        _fetch(unfinished)
        with suppress(OSError):  # another test run was quicker
            unfinished.rename(folder)
    return folder


def _fetch(folder: Path) -> None:
    """apt finds out what this system lacks, which needs no rights as long as nothing is installed."""
    packages = folder / "cache" / "archives"
    options = (f"Dir::State::lists={folder / 'lists'}", f"Dir::Cache={folder / 'cache'}", "Debug::NoLocking=1")
    apt = ["apt-get", "-q", "-y", "--no-install-recommends", *(word for option in options for word in ("-o", option))]
    _run([*apt, "update"], folder)
    _run([*apt, "--download-only", "install", *PROGRAMS], folder)
    _run([*apt, "download", "wordpress"], packages)
    for package in sorted(packages.glob("*.deb")):
        _run(["dpkg", "-x", str(package), str(folder)], folder)
    shutil.rmtree(folder / "cache")
    shutil.rmtree(folder / "lists")


def _run(command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotInstall(str(error)) from error
    if done.returncode:
        raise CannotInstall(f"{command[0]} {command[-1]}: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


@contextmanager
def _running(
    command: Sequence[str], log: Path, door: str | tuple[str, int], environment: dict[str, str]
) -> Iterator[None]:
    """From when it listens at `door`."""
    with log.open("w+b") as said:
        try:
            process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        except OSError as error:
            raise CannotInstall(str(error)) from error
        with process:
            try:
                while not _listens(door):
                    if process.poll() is not None:
                        told = log.read_text("utf-8", "replace")[-500:]
                        raise CannotInstall(f"{command[0]} ended with {process.returncode} before it listened: {told}")
                yield
            finally:
                process.terminate()
                process.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _listens(address: str | tuple[str, int]) -> bool:
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as line:
        return line.connect_ex(address) == 0
