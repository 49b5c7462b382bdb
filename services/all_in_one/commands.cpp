#include "services/all_in_one/commands.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/db/connection.hpp"
#include "common/runtime/owned_resources.hpp"
#include "common/runtime/version.hpp"
#include "services/all_in_one/operations.hpp"
#include "services/all_in_one/services.hpp"
#include "services/measurement/freezing/verification.hpp"
#include "services/traceability/log/verification.hpp"

namespace shanhai {
namespace {

struct CommandLine {
  std::string settings;
  bool bootstrap = false;
  std::string service;
};

CLI::App* add(CLI::App& app, CommandLine& line, const std::string& name, const std::string& what) {
  auto* command = app.add_subcommand(name, what);
  command->add_option("--settings", line.settings, "The settings file (ARCHITECTURE.md lists the keys)")
      ->required()
      ->envname("SHANHAI_SETTINGS");
  return command;
}

// An operation with settings: what goes wrong is one line, and the exit code.
template <class Operation>
int with_settings(const CommandLine& line, Operation operation) {
  try {
    const auto settings = runtime::Settings::load(line.settings);
    runtime::apply_log_level(settings);
    return operation(settings);
  } catch (const runtime::SettingsError& wrong) {
    return runtime::complain(wrong.what(), runtime::kExitSettings);
  } catch (const Unavailable& away) {
    return runtime::complain(away.what(), kExitUnavailable);
  } catch (const db::ConnectionLost& away) {
    return runtime::complain(away.what(), kExitUnavailable);
  } catch (const std::exception& failed) {
    return runtime::complain(failed.what(), runtime::kExitFailure);
  }
}

CLI::App* add_verify(CLI::App& app, traceability::Verification& wanted, std::string& figures) {
  auto* command =
      app.add_subcommand("verify", "Check a proof file, or the note of a frozen period, offline; exit 1: not proven");
  command->add_option("file", wanted.proof_file, "A .tlog-proof file, or with --figures the note of a frozen period")
      ->required();
  command
      ->add_option("--key", wanted.keys,
                   "Verifier key of the log, of a witness, or of measurement; each must have signed")
      ->required()
      ->allow_extra_args(false);  // the file may stand behind them
  command->add_option("--event", wanted.event_file, "The event that is to be proven, EPCIS JSON");
  command->add_option("--figures", figures, "The figures that a frozen period's note is to stand for");
  return command;
}

int print_openapi() {
  try {
    std::cout << openapi_document() << '\n';
    return 0;
  } catch (const std::exception& failed) {
    return runtime::complain(failed.what(), runtime::kExitFailure);
  }
}

}  // namespace

int run_command(int argc, char** argv) {
  runtime::prepare_process();
  CLI::App app("Shanhai (山海): cooperatives of Ganzi and Liangshan sell to Guangdong", "shanhai");
  app.require_subcommand(1);
  CommandLine line;
  auto* serve = add(app, line, "serve", "Serve all services until SIGTERM or SIGINT");
  auto* migrate = add(app, line, "migrate", "Bring every service's schema up to this version");
  migrate->add_flag("--bootstrap", line.bootstrap, "Make schemas and users first, as [database.admin]");
  auto* seed = add(app, line, "seed", "Write the seeds that are not there yet");
  auto* audit = add(app, line, "audit", "Reconcile everything, or one service; exit 1 on a difference");
  audit->add_option("service", line.service, "Only what concerns this service, such as measurement")
      ->check(CLI::IsMember({"identity", "catalog", "orders", "traceability", "measurement"}));
  traceability::Verification wanted;
  std::string figures;
  auto* verify = add_verify(app, wanted, figures);
  auto* openapi = app.add_subcommand("openapi", "Print the OpenAPI document of all services");
  auto* version = app.add_subcommand("version", "Print the version");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : runtime::kExitSettings;
  }
  if (serve->parsed()) return runtime::serve(line.settings, build_all);
  if (migrate->parsed()) {
    return with_settings(line, [&](const runtime::Settings& s) { return migrate_all(s, line.bootstrap, std::cout); });
  }
  if (seed->parsed()) return with_settings(line, [](const runtime::Settings& s) { return seed_all(s, std::cout); });
  if (audit->parsed()) {
    return with_settings(line, [&](const runtime::Settings& s) { return audit_all(s, line.service, std::cout); });
  }
  if (verify->parsed() && !figures.empty())
    return measurement::verify_frozen_files({wanted.proof_file, figures, wanted.keys}, std::cout);
  if (verify->parsed()) return traceability::verify_file(wanted, std::cout);
  if (openapi->parsed()) return print_openapi();
  if (version->parsed()) std::cout << "shanhai " << runtime::version() << '\n';
  return 0;
}

}  // namespace shanhai
