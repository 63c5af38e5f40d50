//! Arguments of `manyi serve`, of `manyi config`, which shows them, and of `manyi demo`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Subcommand};
use survey::Role;

/// Options of the service. Each has an environment variable, and so is a setting of a file too.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Address to listen on: of this machine, where a proxy before it speaks TLS; with --tls-cert
    /// any, such as 0.0.0.0:443
    #[arg(
        long,
        env = "MANYI_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "IP:PORT",
        value_parser = address
    )]
    pub(crate) listen: SocketAddr,
    /// Name (and port, if not 443) under which browsers reach the service over TLS
    #[arg(long, env = "MANYI_PUBLIC_HOST", value_name = "HOST", value_parser = host)]
    pub(crate) public_host: Option<String>,
    /// Roles, separated by commas, for which a second factor is demanded: administrator,auditor
    #[arg(long, env = "MANYI_SECOND_FACTOR_ROLES", value_name = "ROLES", value_parser = roles)]
    pub(crate) second_factor_roles: Option<Roles>,
    /// Speak TLS with this certificate, in PEM, followed by those that lead to a known authority
    #[arg(long, env = "MANYI_TLS_CERT", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM, without a passphrase
    #[arg(long, env = "MANYI_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Write a line of JSON to standard error for each request, without personal data
    #[arg(
        long,
        env = "MANYI_LOG",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        value_name = "true|false",
        value_parser = switch
    )]
    pub(crate) log: bool,
    /// Font for PNG pictures, instead of the Chinese font of the system
    #[arg(long, env = "MANYI_FONT", value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// List every setting, its value, and where it comes from
    #[command(after_help = "Flags are those of `manyi serve`.\n\nExamples:\n  \
        manyi config show\n  \
        manyi config show --config /etc/manyi.toml --format json")]
    Show(Serve),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Folder for the database and the results; a former demo in it is replaced
    #[arg(long, default_value = "manyi-demo", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Address of the service
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "IP:PORT", value_parser = address)]
    pub(crate) listen: SocketAddr,
    /// Stop before serving
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Font for PNG pictures, instead of the Chinese font of the system
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
}

/// Several roles as one setting.
#[derive(Debug, Clone)]
pub(crate) struct Roles(pub(crate) Vec<Role>);

fn roles(text: &str) -> Result<Roles, String> {
    text.split(',').map(|role| role.trim().parse()).collect::<Result<_, _>>().map(Roles)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write IP:PORT, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

/// A name as the `Host` header has it, which leaves the usual port out.
fn host(text: &str) -> Result<String, String> {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    let is_port = |port: &str| port.parse().is_ok_and(|port: u16| port > 0);
    if name.is_empty() || !name.chars().all(is_name) || !port.is_none_or(is_port) {
        let how = "write HOST or HOST:PORT as browsers do, without https://: survey.example.gov.cn";
        return Err(how.to_owned());
    }
    Ok(text.strip_suffix(":443").unwrap_or(text).to_owned())
}
