#include <errno.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "common/runtime/serving.hpp"
#include "common/runtime/version.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::runtime {

int complain(const std::string& what, int exit_code) {
  telemetry::flush_log();
  std::string line = what.substr(0, what.find('\n'));
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, line.c_str());
  return exit_code;
}

int serve(const std::string& settings_path, const BuildModules& build, bool whole) {
  try {
    const auto settings = Settings::load(settings_path);
    apply_log_level(settings);
    Serving serving(settings, build, whole);
    serving.run();
  } catch (const SettingsError& wrong) {
    return complain(wrong.what(), kExitSettings);
  } catch (const std::exception& failed) {
    return complain(failed.what(), kExitFailure);
  }
  telemetry::flush_log();
  return 0;
}

int service_main(int argc, char** argv, std::string_view service, const BuildModules& build) {
  prepare_process();
  CLI::App app("Shanhai: the service " + std::string(service), "shanhai-" + std::string(service));
  app.set_version_flag("--version", std::string(version()));
  std::string settings_path;
  auto* command = app.add_subcommand("serve", "Serve until SIGTERM or SIGINT");
  command->add_option("--settings", settings_path, "The settings file (ARCHITECTURE.md lists the keys)")
      ->required()
      ->envname("SHANHAI_SETTINGS");
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : kExitSettings;
  }
  return serve(settings_path, build, false);
}

}  // namespace shanhai::runtime
