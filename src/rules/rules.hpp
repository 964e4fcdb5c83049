// The rules, one a file. Each says what it decides; the order is AllRules()'s.

#pragma once

#include "doorward/rules/judge.hpp"

namespace doorward::inline rules {

// At a free door everybody passes, known or not. A PIN there opens nothing, and a wrong one is no guess.
bool FreeMode(const Question& question, Judgement& judgement);

// PINs are refused while there were too many wrong ones, and nobody is told whose it was. While an attempt
// is open only that person's PIN is a right one.
bool WrongPins(const Question& question, Judgement& judgement);

// Who is not known, or known with a doubt, does not pass.
bool Known(const Question& question, Judgement& judgement);

// A card that failed to prove itself opens nothing anywhere, and one that did not try nothing where proof is
// asked for; whatever the person's rights. Whose number it claims is told: somebody may have copied it.
bool ProvenCard(const Question& question, Judgement& judgement);

// Lockdown, validity, permissions and schedules.
bool AccessRights(const Question& question, Judgement& judgement);

// The right PIN of somebody whose rights hold takes a wrong try back. Decides nothing.
bool RightPin(const Question& question, Judgement& judgement);

// What the door asks one person to show.
bool Factors(const Question& question, Judgement& judgement);

// What the door asks for at this moment.
FactorPolicy PolicyOf(const Question& question);

// Ends the judgement so.
bool Deny(Judgement& judgement, Reason reason);

}  // namespace doorward::inline rules
