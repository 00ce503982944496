// The names flite gives to the sounds of English, in IPA.
#pragma once
#include <string>

namespace avatar {
// "" for silence; an unknown name comes back as it is.
std::string ipa_of(const std::string& arpabet);
}  // namespace avatar
