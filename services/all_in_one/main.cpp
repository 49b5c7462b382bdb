// `shanhai`: every service in one process, and the operator's commands.
#include "services/all_in_one/commands.hpp"

int main(int argc, char** argv) { return shanhai::run_command(argc, argv); }
