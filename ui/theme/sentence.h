#pragma once

#include <QString>
#include <exception>
#include <string>

namespace everyword {

/// The engine's clause as a sentence for the message bar: a capital first (unless a file's name
/// comes first), a full stop last.
QString sentence(const std::string &clause);
QString sentence(const std::exception &error);

}  // namespace everyword
