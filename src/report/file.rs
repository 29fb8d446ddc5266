//! Files that are whole or absent.

use super::ReportError;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path` so that a reader sees the old file or the whole
/// new one and never a part: written aside in the same folder, synced, renamed. Of
/// a symbolic link the file that it leads to is replaced.
///
/// # Errors
/// [`ReportError::Write`]; `path` is then as it was, and nothing stays beside it. What
/// is there and is no file (a device, a pipe, a folder), or may not be written to, is
/// not replaced.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    replace(path, bytes).map_err(|source| ReportError::Write {
        path: path.to_path_buf(),
        source,
    })
}

/// Makes sure that [`write_whole`] can write a file: before a measurement, not after it.
///
/// # Errors
/// [`ReportError::Write`].
pub fn prepare_file(path: &Path) -> Result<(), ReportError> {
    let checked = replaced(path).and_then(|path| probe(folder_of(&path)));
    checked.map_err(|source| ReportError::Write {
        path: path.to_path_buf(),
        source,
    })
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &replaced(path)?;
    let folder = folder_of(path);
    // Its error names the file aside, of which the person knows nothing.
    let aside = builder().tempfile_in(folder);
    let mut aside = aside.map_err(|error| io::Error::from(error.kind()))?;
    aside.write_all(bytes)?;
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// The file that is to be replaced, or is not there yet.
pub(super) fn replaced(path: &Path) -> io::Result<PathBuf> {
    let found = match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            return Ok(path.to_path_buf());
        }
        found => found?,
    };
    if !found.is_file() {
        return Err(io::Error::other("what is there is not a file"));
    }
    if found.permissions().readonly() {
        return Err(io::Error::other("the file that is there is read-only"));
    }
    std::fs::canonicalize(path)
}

/// Removes what a killed process has left beside the files of `folder`. No
/// other process may be writing to it.
pub(super) fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(ASIDE)) {
            match std::fs::remove_file(path) {
                // Its owner was quicker.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}

/// Makes sure that files can be written to `folder`.
pub(super) fn probe(folder: &Path) -> io::Result<()> {
    let aside = builder().tempfile_in(folder).map(drop);
    // Its error names the file aside, of which the person knows nothing.
    aside.map_err(|error| io::Error::from(error.kind()))
}

/// How the names of files aside begin.
const ASIDE: &str = ".actlab-aside-";

/// A temporary file is private by default; a report is an ordinary file, whose
/// permissions are 0666 less the umask.
#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE);
    builder.permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE);
    builder
}

/// Makes the rename itself survive a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_whole(&path, b"first, longer").unwrap();
        write_whole(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_an_ordinary_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            let path = folder.path().join(name);
            fs::metadata(path).unwrap().permissions().mode()
        };
        fs::write(folder.path().join("ordinary"), b"").unwrap();
        write_whole(&folder.path().join("whole"), b"").unwrap();
        assert_eq!(mode("whole"), mode("ordinary"));
    }

    #[cfg(unix)]
    #[test]
    fn only_files_are_replaced_and_links_are_followed() {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), b"old").unwrap();
        symlink(at("file"), at("link")).unwrap();
        write_whole(&at("link"), b"new").unwrap();
        assert_eq!(fs::read(at("file")).unwrap(), b"new");
        assert!(at("link").is_symlink());
        // To nowhere.
        symlink(at("missing"), at("broken")).unwrap();
        assert!(write_whole(&at("broken"), b"x").is_err());
        assert!(at("broken").is_symlink());

        let _socket = UnixListener::bind(at("socket")).unwrap();
        let message = write_whole(&at("socket"), b"x").unwrap_err().to_string();
        assert!(message.contains("not a file"), "{message}");
        assert!(UnixListener::bind(at("socket")).is_err());

        let mut permissions = fs::metadata(at("file")).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(at("file"), permissions).unwrap();
        let message = write_whole(&at("file"), b"x").unwrap_err().to_string();
        assert!(message.contains("read-only"), "{message}");
        assert_eq!(fs::read(at("file")).unwrap(), b"new");
    }

    #[test]
    fn a_failure_names_the_file_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing").join("a.csv");
        let message = write_whole(&missing, b"x").unwrap_err().to_string();
        assert!(message.contains("missing"), "{message}");

        let occupied = folder.path().join("occupied");
        fs::create_dir(&occupied).unwrap();
        assert!(write_whole(&occupied, b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
