// The command line of `shanhai`.
#pragma once

namespace shanhai {

// Gives the exit code: 0, 1 for a failure or a difference found, 2 for settings or a command line that make no sense.
int run_command(int argc, char** argv);

}  // namespace shanhai
