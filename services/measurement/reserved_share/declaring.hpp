// What a step on a declaration does inside its transaction.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/views.hpp"

namespace shanhai::measurement {

// Errors as Declarations::submit(), correct() and decide().
Result<DeclarationRow> submit_declaration(db::Tx& tx, Context& context, const Command& command,
                                          const DeclarationBody& body);
Result<DeclarationRow> correct_declaration(db::Tx& tx, Context& context, const Command& command, DeclarationId id,
                                           const DeclarationBody& body, std::int64_t version);
Result<DeclarationRow> decide_declaration(db::Tx& tx, Context& context, const Command& command, DeclarationId id,
                                          DeclarationAction action, const std::string& reason, std::int64_t version);

}  // namespace shanhai::measurement
