// A table for people and banks, as orders names it.
#pragma once

#include "common/sheets/table.hpp"

namespace shanhai::orders {

using Sheet = sheets::Table;
using sheets::to_csv;
using sheets::to_xlsx;

}  // namespace shanhai::orders
