#pragma once
#include <string>
#include <vector>

#include "film/captions.h"
#include "film/timeline.h"
#include "film/verify.h"

namespace avatar {
// When words, phones and slides come, as JSON.
std::string timings_of(const Job& job, const Timeline& line);
std::vector<Phone> phones_in(const std::string& timings);
// Which source drew the presenter, and the seconds all of it took.
struct Making {
  std::string backend;
  double took;
};
// What was found in the finished file, and whether each check of it held, as JSON.
std::string report_of(const Job& job, const Timeline& line, const std::vector<Cue>& cues, const Found& found, const Making& making);
std::string found_as_json(const Found& found);
}  // namespace avatar
