// What an English voice can be given: no markup, no signs it would trip over.
#pragma once
#include <string>

namespace avatar {
// The token in ASCII letters, digits and the punctuation that shapes a sentence; may be empty.
std::string plain(const std::string& token);
}  // namespace avatar
