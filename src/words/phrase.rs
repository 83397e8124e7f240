//! What can be said: each sentence by its name. How it is said stands in the file of a language.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

macro_rules! phrases {
    ($($name:ident),* $(,)?) => {
        /// A sentence, a heading or a part of one; its text stands under its key in the file of a language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the text in the language's file says what each is")]
        pub enum Phrase {
            $($name,)*
        }

        impl Phrase {
            /// Every phrase.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name here, which stands for it where a language lacks it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

phrases! {
    // What is said while running, comparing and reporting.
    LabelOf, OneReplication, Replications, SummaryHead, SummaryInterventions, SummaryInterventionsShadows, SettingsChangedOne, SettingsChanged, WorkingDaysNote, OneThread, Threads, WarmUpFound, WarmUpCycle, Estimate, Interval, HalfWidth, Station, OwnTime,
    SetByDelays, Expected, Holds, Source, ExpectationsHold, ExpectationsUnjudged, Numbers, NumbersUntagged, NumbersUntaggedKeys, NumberOutside,
    // One journey explained.
    ExplainHead, ExplainRestricted, ExplainOnFile, ExplainPrepares, ExplainBelievesRight, ExplainBelievesWrong, ExplainBelievesNothing, ExplainTakesUp, ExplainTakesUpNothing, ExplainWorksFrom, ExplainWorksAwaited, ExplainWorksNever,
    ExplainAttempt, ExplainApproved, ExplainRefused, ExplainWithdrawn, ExplainPending, ExplainWorkingDays, ExplainInEffect, ExplainNothingInEffect, ExplainFactor, ExplainValue, ExplainPoints, ExplainOfScore, ExplainAtMost, ExplainGain,
    ExplainTotal, ExplainKnockedOut, ExplainSomeRule, ExplainAutoApproved, ExplainAutoRefused, ExplainHuman, ExplainFrom, ExplainBelow, ExplainBetween, ExplainAsked, ExplainFastLane, ExplainCame, ExplainServed, ExplainStarted,
    ExplainLeft, ExplainStillInLine, ExplainReasons, ExplainNotice, ExplainNoticeSeen, ExplainNoticeMissed, ExplainLeast, ExplainNotRepeated, ExplainNoPoints, ExplainNoPointsRule, ExplainTogether, ExplainMorePoints, ExplainItems,
    ExplainItem, ExplainReaders, ExplainReadersWithin, ExplainRow, ExplainRowApproved, ExplainRowRefused, ExplainRowWithdrawn, ExplainRowPending, ExplainChanged, ExplainNothingLeft, ExplainNoBehaviour, ExplainBehaviour, ExplainOneOf,
    ExplainOneTakenUp, ExplainOtherReviewers, ExplainNoOtherReviewer, ExplainNoReviewer, ExplainOccasions, ExplainLater, ExplainNoDay, ExplainStillRule, ExplainEnd, ExplainRestored, ExplainRefusedForGood, ExplainWithdrew,
    ExplainDroppedOff, ExplainGaveUp, ExplainPendingEnd, ExplainUnasked, ExplainSpent, ExplainRiskBad, ExplainRiskGood, ErrorExplainCase, ErrorExplainReplication, ErrorExplainApplicant, ErrorExplainPlain,
    // What is said of groups held against each other.
    FairHead, FairGroup, FairHeadline, FairNobody, FairOthers, FairApart, FairBehaviour, FairVariant, FairNoChange,
    FairChangesJointly, FairRaw, FairEstimate, FairLeftOut, FairEqual, FairRefused, FairTitle, FairAttempt, FairPaths, FairFalseRefusal, FairRightRefusal,
    FairFalseRestoration, FairRightRestoration, FairPathsNote, FairOneReplication, FairFoot, ErrorVariantSegments, ErrorVariantTwice, ErrorNoReference, ErrorNoShareOf, UnitFairness,
    // What each behaviour does.
    EffectsTitle, EffectsAll, EffectsEligible, EffectsEveryone, EffectsOne, EffectsSpillover, EffectsNote, Warning, Wrote, OpenReport, Synthetic,
    CompareHead, CompareSameApplicants, CompareOtherApplicants, CompareChanged, ComparePair, CompareBase, CompareOther, CompareDifference, CompareSame, CompareFoot, VerdictSameApplicants, VerdictOtherApplicants, VerdictJointly, VerdictAlone,
    VerdictSettled, VerdictConstant, VerdictOpen, VerdictSame, VerdictUnknown, VerdictHigher, VerdictLower, SwapSet, SwapBad, SwapNone, SweepHead,
    SweepReplications, SweepReplicationsVary, SweepMet, SweepMetNowhere, SweepMetUnknown, SweepAnswer,
    SweepChanged, SweepEstimate, SweepAgainst, SweepReference, SweepPoint, SweepStation, SweepUndefined, SweepConstant, SweepExtremes,
    SweepMorePoints, SweepFaulty, SweepFoot, SweepWarned, SweepMoreWarned, SweepNoReference, SweepNotDrawn, PlayingPoint, MetricsSummary,
    SolveHead, SolveAsIn, SolveEstimate, SolveReplications, SolveAnswer, SolveHolds, SolveFails, SolveUnclear, SolveLeast, SolveGreatest, SolveFound, SolveBeyond, SolveAtTheEnd, SolveNone, SolveAgainst, SolveAgainstMost,
    // What `sim advise` says.
    AdviseWhoForm, AdviseWhoUpsideDown, AdviseWhoWriteARange, AdviseWhoNoValue, AdviseWhoNames, AdviseWhoNoName, AdviseHour, AdviseNothingToDo, AdviseTwoReplications, AdviseNobody, AdviseShare, AdviseFewApplicants, AdviseHalfNever, AdviseAnyone, AdviseTooFew, AdviseNothing, AdviseGains, AdviseAlone, AdviseAsGood, AdviseSingle, AdviseSingles,
    AdviseBad, AdviseWorseOff, AdviseAction, AdviseChance, AdviseGain, AdviseHours, AdviseMoney, AdviseDays, AdviseAsNow, AdviseNow, AdviseCells, AdviseMoreCells, AdviseWait, AdviseAgainst, AdviseAnyCause, AdviseWaitOf, AdviseTiming, AdviseHead, AdviseLargest, AdviseFoot, UnitAdvise,
    SolveMoreReplications, SolveFoot, SensitivityHead, SensitivityInput, SensitivityEnds, SensitivityLow,
    // cli/reduced and cli/sensitivity: control variates, what intervals are of.
    ReducedBy, ReducedNothing, SensitivityTwoReplications, SensitivityOneReplication, SensitivityFew, SensitivityMuNoise, AssumedHolds, SensitivityRows, SensitivityTrajectories,
    // Of optimisations.
    OptimiseHead, OptimiseWith, OptimiseLeast, OptimiseMost, OptimiseSetting, OptimiseStateChosen, OptimiseStateOpen, OptimiseStateFront, OptimiseStateWorse, OptimiseStateBeaten, OptimiseStateInfeasible, OptimiseStateTried,
    OptimiseStateLeftOut, OptimiseFound, OptimiseFoundBySearch, OptimiseNone, OptimiseNoneJudged, OptimiseUnclear, OptimiseFront, OptimiseUnclearOne, OptimiseMoreReplications, OptimiseLeftOut, OptimiseUndefined,
    OptimiseMoreSettings, OptimiseFoot, OptimiseFootFront, OptimiseFootSearch, SensitivityHigh, SensitivityMu, SensitivitySigma, SensitivityFirst, SensitivityTotal, SensitivityNoNoise,
    SensitivityNothing, SensitivityDrivesOne, SensitivityDrivesMorris, SensitivityDrivesSobol, SensitivityUntold, SensitivityFoot, SensitivityFaulty, SensitivityLeftOut, SensitivityNotTold, AssumedHead, AssumedLevel,
    AssumedDifference, AssumedFoot,
    // What behaviours do.
    BehavioursHead, BehavioursEnds, BehavioursName, BehavioursAdds, BehavioursPlace, BehavioursEveryone, BehavioursOne, BehavioursHours, BehavioursCost, BehavioursDays, BehavioursFirst, BehavioursTie,
    BehavioursByRule, BehavioursOfAll, BehavioursOneGains, BehavioursPart, BehavioursNothing, BehavioursGroup, BehavioursPair, BehavioursSet, BehavioursRestored, BehavioursWait, BehavioursNobody,
    BehavioursFront, BehavioursHonest, BehavioursBad, BehavioursCutOff, BehavioursGap, BehavioursSampled, BehavioursFoot, BehavioursAll, BehavioursAgainstWait, BehavioursWaiting,
    MetricsStations, PlayingWarmUp, PlayingReplications, PlayingOpen, PlayingOpenPoint, PlayingInterventions, PlayingScenario, PlayingSpeed, PlayingLeft,
    HeadInterventions, JointInterval, NotSignificant, Undefined, PrecisionAsked, PrecisionAskedRelative, WarningPrecisionShare,
    WarningFiled, WarningBacklog, WarningInterrupted, WarningInterventionsCut, WarningOneReplication, WarningNoBatches, WarningFewCycles,
    WarningPending, WarningUnmet, WarningUnsettled, WarningUnannounced, WarningPrecisionUndefined, WarningPrecisionOnce,
    WarningPrecisionConstant, WarningPrecisionMissed, WarningPrecisionMissedRelative, WarningDifferenceMissed, WarningDifferenceConstant, WarningMemory, WarningDisk,
    WarningLong, WarningThreads, WarningRounds, WarningOverloadOne, WarningOverloadMany, OverloadOffered, OverloadLineGrows, OverloadMoreCome, OverloadGrows, OverloadLeave, OverloadAnd, OverloadWhyArrivals, OverloadWhyBreakdowns,
    OverloadWhyAvailability, OverloadWhyAdjust, OverloadWhyServiceWhen, OverloadWhyRetrials, OverloadWhyServes, OverloadWhyAbsence, OverloadRemedyArrivals, OverloadRemedyBreakdowns, OverloadRemedyAvailability,
    OverloadRemedyAdjust, OverloadRemedyServiceWhen, OverloadRemedyRetrials, OverloadRemedyServes, OverloadRemedyAbsence,

    // What the section of the report says in which its reader plays.
    PageTitle, PageLead, PageWithoutScript, PageNotWanted, PageFiled, PageNoScenario, PageNamesFile, PageBehaviours, PagePeople, PageCutOffs, PageWeights, PageArrivals, PageAgain, PageCutOff, PageApproveAt, PageRefuseBelow, PagePerDay, PageCoolDown, PageAsItIs, PageWas, PageBack, PageClear, PageAnother, PageKey, PageValue, PageSet, PageMetric, PageBefore, PageAfter, PageChange, PageAllMetrics, PagePictureAlt, PagePictureCaption, PageSameApplicants, PageInterval, PageNoInterval, PageOpen, PagePoints, PageTo, PageWorkingDays, PageDays, PageHours, PageMinutes, PagePlaying, PageReplications, PageChecked, PageNotChecked, PageCannot, PageFault, PageCommand, PageCommandNote, PageVariant, PageVariantNote, PageLinkNote,

    // What is said of scenarios and files while they are read.
    AndPerhapsOthers, InStand, TheFileNeedsTheColumns, TheseFactors, IsNotFromTo,
    HasAFactorAlready, FactorOnTheRate, ArrivalFilesTo, CannotReadTheTable, WriteIsoUnixUnixMs, IsNoFormatOfDates,
    NoFormatOfDates, NotKnown, TheTableHasNoColumn, TheTableHasMoreThan, GiveTheColumnsNamesOf, LineColumn,
    MoreRowOfCannotBe, MoreRowsOfCannotBe, TheHeaderNamesMoreThan, IsAMomentInEachRow, IsAMomentInEach, TheseArrivals,
    TheFilterWhere, NoMoment, LaterRowsOfACase, HasNoTimeOfDay, TheMomentsInSuchAs,
    NorIsThereInOtherRow, NorIsThereInOther, WriteMissingSkipNextTo, TheTableHasAHeader,
    NoRowOfPassesAll, TakeOneOfThemOut, NameAnotherColumn, OutsideTheArrivals,
    SoDoesOther, SoDoOthers, LineColumnLiesOutsideThe, PeriodStartArrivalsDCovers,
    ChangePeriod, ReachesBeyondTheArrivals, NoMomentInHasThe, MomentsOr,
    CaseOfWhichTheFirst, RepaymentStatus, NoColumnOfTheTable, NothingIsMappedHere,
    ColumnsCannotReadTheTable, ThisTable, ColumnsTheTableHasNoColumn, NamedHere, TheHeaderNamesMoreThanOnce,
    UnitsPerCnySaysHow, ALimitIs, LimitsAre, AboveUpToWhichNobody, AnAge, DoubtsAges,
    OutsideToYearsSuchAs, AStatusCountsMonthsOverdue, ARepaymentStatusIs,
    ValuesOfTheRepaymentStatus, NoNumberOfMonthsOverdue, TheMonthsOfSeemTo, NoUtilisationIsAboveIf,
    IfTheyArePercentWrite, AreBillsAndLimitsIn, MoreThanHalfOfThe, OfTheUtilisationsLieOutside,
    PopulationTableFileIsMissing, ATableNeedsAFile, NameTheCsvFileFor, APopulationNeedsAtLeast, NoRowOfTheTable,
    NameFewerColumnsOrWrite, InThisTable, SoIsOtherCellOf, SoAreOtherCellsOf, CorrectTheCellOrLeave,
    NorAre, ALimitMustBeAbove, AnAgeLiesBetweenAnd,
    IfAgesAreInDays, ProblemsLineColumn, TheRowEndsBeforeIt, ThereIsNoValue, StandsForNoValue, OtherValueIsMissing,
    OtherValuesAreMissingIn, WriteMissingGenerateNextTo, LimitCny, AgeYears, PaymentRatio, OverdueMonths,
    PutTheCellInQuotation, ArrivalsFileGivesTheMoments, ArrivalsStands, ArrivalsStand, TakeOutOrFile,
    ChangesNothingBesideFile, DayOfTheMonth, ArrivalsAreToBeExpected, AtMostADayAll, SurgesOfOneDayAre,
    TheProfileOfTheMonth, GiveOneOfTheseDays, TheProfileIsInEvery, NobodyWouldArrive, GiveOneARate,
    TheSurgeEndsOnBefore, RunsBackwards, ExchangeFromAndTo, TheSurgeLiesOutsideThe, MoveItOrChangePeriod,
    NoDateOfLiesWithin, HasNoEffect, NameSuchADateOr, ArrivalsAbove, ArrivalsBelow, MustBeFromTo, ABatchHoldsAtLeast,
    ArrivalsBatchCanBe, ChooseAPeriodAndA, IsInOffAndIn, ListedTwice, KeepOneOfTheTwo, NoTimeOfDayLies,
    WriteAnotherUntilOrLeave, TheSameAsFrom, WriteAFirstStage, LetTheNextOfAnother, DeadEnd, WriteNextOrMakeIt,
    NotEveryoneFindsARoute, AddALastRouteWithout, TheseShares, CorrectTheSharesOrLeave, ALoopWithoutExit,
    AddARouteThatLeads, ALoopThatTakesNo, GiveARouteOfThe, WithoutCapacity, GiveItPeopleOrA, NotEveryoneIsServed,
    LeaveServesOutOfOne, LeadsBackBeforeFiling, LeadToAStageWithout, NotKnownYet, TakeBeforeFilingOutOr, NoAttributes,
    UsePopulationSourceGeneratorWithout, LetEveryWayHerePass, TooMany, TakeLimitsOutOrShorten, LetAStationSayPatience,
    TakeItOutOrUse, IsAboutApplicantsAndThere, ChangesNothing, ChangeTheParametersSoThat, ContradictsItselfHere,
    UseAnIanaNameSuch, UnknownZone, TheClockOfIsMoved, WriteTimeZoneTheOffset, ADayOfMoreOr, MakeThePartsFitTogether,
    TheWarmUpOfLeaves, ShortenPeriodWarmUpOr, TooLong, SayHowLongItIs, LengthenPeriodArrivalsOrSay, NoWarmUpCanBe,
    ThereIsNoSteadyState, ThePeriodMustBeWhole, NotWholeDays, WriteD, DidYouMean, DidYouMeanItIs, ItIsOneOf, ThereIsNo,
    IsNoMetricOf, IsNeverBelow, ZeroOrMore, IsAShare, IfYouMeanPercent, NotDefined, CompileUnknown, TheNameOfAStage, TheNameOfATeam, TheLineFeedUA, TheTabU, NamesHolds, ANameIsOfOne,
    LeaveTheCharacterOut, LowerTheCorrelationsThatContradict, LowerTheCorrelationsOrSwitch,
    CorrectTheSharesSoThat, ListTheBandsByDays, UseATableWithSuch, ARuleOfSegmentsSaysNeither, AddOneOfThemFor,
    ARuleOfSegmentsSays, ChangesNothingBesideForce, KeepOneOfThemFor, ThereAreTwoStages, ProcessAgain,
    GiveOneOfThemAnother, TheProcessHasNoStage, ProcessEmpty, LetAStationSayTeam, OrLetAStationSay, NoStageUsesTheTeam,
    ProcessUnused, MeansNothingAtAStage, ItBelongsToTakeIt, OutOfPlace, TheDelaySaysInTwo, KeepOneOfAnd, AndAnotherWay,
    TheDelayDoesNotSay, WriteOneOfTimeOffice, HowLong, TheDelayCountsFromFiling, ContradictsBeforeFiling,
    TakeOneOfTheTwo, ADelay, ADueDate, InWorkingDaysMustBe, WriteWholeNumbersOrFor, MeansNothingForADecision,
    WithoutEffect, TakeItOutOrChange, TheDecisionByNeeds, WriteForExampleShare, RefuseBelowMustNotExceed,
    LowerRefuseBelowOrRaise, WriteBothForExampleApprove, ApproveAtAndRefuseBelow, WriteForExampleApproveWhen,
    ProcessIncomplete, AtLeastOneWeightOf, AllAre, ScoresGoFromTo, GiveAtLeastOneFactor, GiveAtLeastOneItem, TheRuleIsListedTwice,
    ListItOnce, ThereIsATeamBesides, GiveTheTeamOrThe, TwoOfOneName, NobodyServesTheStation, WriteServersOrTeamAnd,
    WithoutPeople, TheStationHasPeopleOf, AndATeam, TakeServersOut, TheStationListsTheTeam, ListEachTeamOnce, TheTeamsOfTheStation,
    LetThemHaveAtMost, TheStationHasATeam, WriteAtTheTeamOr, ChangesNothingBesideTeam, TheStationDoesNotSay,
    WriteForExampleServiceDistribution, NoService, TheStationHasPriorityClasses, ListAtMost, TheStationSaysInTwo,
    TheStationServesByDue, WriteForExampleDueD, NeedsDue, TheStationHasNoPriority, WriteForExamplePriorityFast,
    NoSegmentsOfPlainEntities, TooManyCells, SegmentTwice, NoSuchSegment, IsNoDateOfFiling, FiledRunsBackwards, FiledBesideAutoWarmUp, FiledOutsideOfTheRun, FiledWithinTheWarmUp,
    MoreAreThanJoin, LowerBacklogOrRaiseBalkAt, NobodyBalksAtThisStation, WriteBalkAtTheNumber, NobodyLosesPatienceInThis, WritePatienceHowLongThey,
    ListTheShiftsOfA, TheBreakMeetsNoShift, MoveItIntoAShift, CutsNothing, TheTeamHasPeopleIn, LetATeamHaveAt,
    OvertimeCountsOnlyWhereA, WriteEndOfShiftFinish, TheTeamWouldFailMore, TooShort, WriteAMeanOfA, TheTeamSaysWhatAn,
    KeepOneOfHourAnd, AndCostPerHour, AndRosterBothSayWho, LetNobodyBeginBeforeTheir,
    OpenItInTheSpreadsheet, WriteItAsCsvForExampleWithPython, WriteItAsCsvForExampleWith, UnpackItAndNameThe,
    AnExcelWorkbookXlsx, ASpreadsheetOds, AZipArchive, AnOldExcelWorkbookXls, AParquetFile, AFeatherArrowFile,
    AFeatherFile, CompressedByZstd, CompressedByBzip, CompressedByXz, AZArchive, AnSqliteDatabase, ExportTheTableAsCsv,
    APdfDocument, FindTheTableAsCsv, AGitLfsPointerNot, FetchTheFileWithGit, WhatWasSavedIsA, AWebPageHtml,
    AnEventLogInXes, WriteItAsCsvForExample, WriteTheRowsAsCsv, WriteItAsCsvFor, ItIs, ThisIs, AndOnlyCsvPlainOr,
    IsNotAMoment, DoesNotExistTheClock, ComesTwiceSinceTheClock, IfTheCommaIsThe, IfItStandsBetweenThousands,
    NumbersHaveADecimalPoint, SaveTheColumnAsPlain, BeginsWithNoPartOf, YearYyyy, MonthMmMmAreMinutes, DayDd, ItHasNo,
    APartStandsInIt, ItIsEmpty, TheFirstLineMustName, SheetDidYouMean, TheColumnsAre, ItsColumnsAreSeparatedBy,
    WriteDelimiterNextToFile, ItsFirstLineHasNumbers, AddAFirstLineWith, ItHasNoneOfThe, ItsColumnsAre,
    MendTheFileThere, CloseTheQuotationMarkOr, AndOthersHaveTooMany,
    LineHasCellsAndThe, UtfGbUtfLeBig, TheEncodingIsNotKnown, TextGzip, NameAnExistingCsvFile, ItIsNotAFile,
    ItHoldsMoreThanGib, KeepTheColumnsThatAre, ItIsCompressedByGzip, FetchOrCompressItAgain, ItIsNotText,
    WriteEncodingAs, ItIsNotUtfText, ItSeemsToBe, WriteEncodingNextToFile, AndNoTextAtAll, NameACsvFileOther,
    IfItComesFromA, WriteEncodingWindowsNextTo, CalendarNoDays,
    HoldsNoDays, BeginsWithAfterTheRun, EndsWithBeforeTheRun, HoldsNoDayOf,
    TheCalendarFileFromOn, TheCalendarFileEndsWith, ThisCalendar,
    HolidayCnJson, TheFileIsAYear, TheFileNeedsEventsOf, ItIsNotTheJson, OfIsNoDate,
    LineIsNotAWhole, LineAnEventWithIs, LineTheEventDoesNot, LineTheEventHasNo, LineTheEventHasDays,
    CannotReadAgainRunOnce, ChangesNothingBecause, FastLaneIsOff, PartChangesNothingBecause, EveryoneTakesTheRoute, NoStageAndNoTeam, NoStageDecidesByReviewer, NoStageDecidesByScreen,
    NobodyServesFilingWhoseTeam, EveryTeamThatServesSays, NobodyWorksBeyondTheirShift, NoDayWithArrivalsIs,
    NobodyIsOnDutyOnA, NobodyIsOnDutyOn, TheRosterOfSaysWho, ServesOneStationOnly, ServesNoStationAndOnly,
    ThePeopleOfHaveThe, WhoComesFirstIsDue, EnabledIsFalse, LastsCalendarTimeWhoeverIs, TakesTheHoursOfIts,
    ArrivalsFileGivesTheMomentsOf, SettingsThereIsNoArrivalsFile,
    RestrictionCausesIs, PopulationUciUtilisationIsTrue, PopulationSourceIsNotTable, NoColumnHoldsTheAge,
    NoColumnHoldsTheUtilisation, NoColumnHoldsTheLimit, LateEffectIs, ForceGoesBeforeIt,
    BehavioursEditsLargestPenaltyIs, EditsBeforeItTakesEffect, NoticeReasonCodesIs, SettingsEnabledIsFalse,
    ApplicationAgentShareIsSo, ApplicationAppDropOffShare, ApplicationAppReturnShareIs, SettingsNoticeSmsShareIs,
    NoticeSmsShareIs, EveryNoticeIsSeenAt, SettingsReapplyMaxAttemptsIs, ReapplyProbabilityIs, ReapplyMaxAttemptsIs,
    AName, IsWhichIsNoChoice, MustBeOneOf, ADateSuchAs, ATimeOfDaySuch, AShiftSuchAs, AShiftThatStartsBefore, AnArray,
    ContainersAnArrayOf, AnArrayOf, ATable, ATableOf, SayTheUnitOfThe, TheseArePlainNumbersLeave, SumsOfMoneyAreIn,
    WriteForExampleDistributionLognormal, DoesNotNameItsDistribution, DistributionMustBeWritten, ThereIsNoDistribution,
    UnknownDistribution, DoesNotGoTogetherWith, RemoveOrWriteTheDistribution, WriteTheDistributionTooWithout,
    DistReadAnd, OfTwoWays, SaysTheSameInAnother, TheDistributionHasNoParameter, NoSuchParameter, DistReadLacks, TheDistributionTakes,
    DistReadOr, MustBeWritten, MustBeAbove, MustBe, AtMost, LiesAbove, ExchangeAndOrCorrectOne, IsHere,
    TheModeLiesOutsideMin, WriteAModeFromMin, MustLieBetweenMinAnd, DistReadMustBeAtLeast, MustBeAtLeast, HasNoValues,
    MustNotBeEmpty, WriteAtLeastOneValue, TheWeightIsNegative, WeightsMustBeOrMore, WriteToSwitchAValue,
    TheWeightsSumTo, GiveAtLeastOneValue, MustSumToAFinite, ValuesButWeights, OneWeightForEachValue,
    MakeTheTwoListsEqually, TheUnitOfTheColumn, NeedsAFittingUnit, CannotBeUsed, CannotRead, HasNoColumn,
    LineIsNotAFinite, HasNoRow, ThePathIsRelativeTo, CorrectTheCellOrLeaveIt, NameATableWithAt, WrittenLast, DrawHelp,
    IsThisFileAScenario, AndMoreFaultsMendThese, TrueOrFalse, AWholeNumber, MustBeAtMost, NotANumberNan, FieldIs,
    MustBeAFiniteNumber, WriteAFiniteNumberTo, ANumber, AString, APath, CannotReadTheScenario, NothingCouldBeRead,
    NameAnExistingScenarioFile, TheFileThatThisOne, IsNotAPath, MustBeAString, WriteExtendsBaseToml,
    ExtendsItselfDirectlyOrThrough, ClosesACircle, RemoveThisExtends, MoreThanFilesExtendOne, OneFileTooMany,
    JoinSomeOfTheFiles, LoadCannotRead, ThePathIsRelativeToThe, ItIsLargerThanMib, ThereIsNoSuchFile, PermissionDenied,
    TakeItOutThisIs, MovesWriteC, WriteStage, TakeItOutAndWriteAt, TakeItOutAndWriteBelow, TakeItOutAndWrite,
    MovesWrite, WriteTheUnitForExample, UnitsAreMsSMin, QuantityWorking, WriteCalendarTimeForExample, WorkingDaysHaveAKey, WriteForExample, SumsAreInYuan,
    QuantityMustBe, ADuration, ASumOfMoney, SharesAreIfYouMean, WriteANumberFromTo, QuantityIs, QuantityMustBeFromTo,
    ADate, ATimeOfDay, AShift, IsNot, ReaderWrite, TheScenario, IsNotATable, WriteATableInBracesSuch,
    WriteATableInBraces, WriteASectionALine, MustBeATable, HasMoved, NoLongerHere, AtTheTopOfA, ReaderInC, ReaderIn,
    ThisKeyBelongsElsewhere, TheKeysHereAre, LatentFactor, KeysIntro, KeysTop, KeysRepeated, KeysHead, KeysLong, KeysExamples, KeysLaw, KeysOr, KeysFlag, KeysText, KeysWhole,
    KeysNumber, KeysList, KeysByName, KeysTable, KeysAbove, KeysFrom, KeysBelow, KeysTo, UnknownKey, NoSuchKeyHere, IsMissing, AddForExample, AddText, ReaderMustBeWritten,
    HoldsTheInvisibleCharacterU, NoControlCharactersOrMarks, WriteAValue, ItMust, ReaderIs, ForExample, TheNamesAre,
    ColumnsAreSeparatedByCommas, ReaderAndMore, AndMore, RuleMustBeAtLeast, RuleMustBeAtMost, RuleMustBeAbove,
    MustBeBelow, RuleMustBeFromTo, MustHaveExactlyElements, MustHaveAtMostElements, RuleMustBeWritten,
    WriteSetSectionKeyValue, SetHasNo, MustBeKeyValue, IsNotADottedPath, KeysAreJoinedByDots, CannotBeSetByAn,
    WriteExtendsInAFile, IsReadBeforeArgumentsApply, NameAnElementThatExists, NamesNoElementOfAn, ElementsGoByTheirName,
    TheBoolean, TheNumber, TheString, TheDateOrTime, AnEmptyArray, NotToml, TheFileIsTomlKey,
    TomlCannotBeReadHere, TheWholeNumberIsToo, TomlSWholeNumbersEnd, WriteASmallerNumber, UnitsIsNot, HasNoUnit,
    IsNotAUnitOf, IsWorkingTimeAndCalendar, IsNoSumInYuan, IsNegative, IsTooLargeOrNot, ADurationSuchAsMin,
    ASumOfMoneySuch, DatesFromTo, TheRosterOfTheTeam, TheRunIsFromTo, BeginsOnAndNobodyIs,
    EndsOnAndNobodyIs, HasNobodyOnWriteRows, ARowIsADay, ThisRoster,
    CannotReadTheRoster, MoreThanOne, TheRosterHasColumn, RostersLineColumn, IsNeitherAWeekdayNor,
    MakesNoShiftWithFrom, IsNotAWholeNumber, IsAbove, HasToInLineAlready, TheRosterHasAHeader,
    VerticalBars, ExpectedOfNothing, NamesNoStation, WriteItAs, TheNameOfAStageOr, WriteNext, ToShare, WriteForStagesTakenBy, IsAListOfNames, AListHoldsRoutesWhich,
    ThereIsNoStageTo, NeitherAStageThatIs, ProcessFieldsIf, ItIsNewWriteIts, IsNotAListOf, WriteStageAndNameAnd,
    MustBeAListOf, IsWhichIsNoDuration, WriteADurationForExample, MustBeADurationOr, CalendarColumns,
    CannotReadTheCalendar, LineColumnDateStandsThere,

    UnitsOfTimeAre, ArrivalsOfEntitiesWithoutAttributes, WriteWhatItSaysAsKeys, OneWorkingDay, AndMoreOfThem,

    // What is said of a command line.
    CheckWarning, CheckLine, CheckAllOk, CheckScenarios, CheckSomeFaulty, MissingScenarioFile, MissingDidYouMean,
    MissingNameAFile, MustBeAWholeNumber, MustBeAWholeNumberUpTo, ErrorTwoOfTheScenarios, ErrorVariantWithoutName,
    ErrorVariantSetsNothing, ErrorVariantKeyStays, ErrorInVariant, ErrorNoResultsToCompare, ErrorOtherApplicants, NoteFolderChanged, EstimateWarning, AboutApplicantsInEachOf, OfLogs, EstimateBillion,
    EstimateMillion, EstimateDays, EstimateMin, LessThanASecond, WorkingDays, FiguresTo, FiguresPp, WriteForExampleMin,
    ItMustBeAboveWrite, IsNoSizeWriteFor, HowMuchMemoryIsUsed, ErrorMaxMemoryLeaveIt, SHavePassedMaxTime,
    ItTakesOfMemoryMax, ItTakesOfMemoryAnd, StoppedReplicationsThatWereFinished, LimitsGb, LimitsMb, LimitsKb,
    ErrorNoMetricIsCalled, ErrorNoMetricDidYouMean, WroteNextSimCheckThen, OfOfficeTimeOnAverage, OnAverage, TheTimeToTheNext,
    FromFiling, OwnTimeSets, OwnTimeWorkingDays, ToWorkingDays, WorkingDaysOnAverage, ErrorPrecision,
    WriteMetricXForExample, SimMetricsPrintsAll, ThereIsNoMetricIn, IsNoHalfWidthWrite, PpIsForSharesAnd, PercentOfWhat, PercentOfTheValue, InItsUnit, IsOfAStation,
    MustLieAboveAndBelow, TheTablesAreKeptWithout, ErrorThisProgramWasBuilt, TheFinishedResultsInStay, OfUsed, AllUsed,
    LeftOut, UsedFor, ReceiptsRow, ReceiptsRows, WarningNoFontHasBoxes, AndOthers, IsAFileNameAn, ReportError,
    TheManifestSFactsCannot, DrewChartsAndReportHtml, CannotCheckThatTheFolder,
    SomethingElseHasThePlace, ARunIsWritingInto, ErrorEventsReplicationReplicationsAre, RunTo, CannotWriteToStdout,

    ColumnRepeatsLikeACase, NorIsOneOtherCell, NorAreOtherCells, AnEmptyRow, NameTheColumnOfMoments,
    CoverOrOutsideSkip, NameAnotherOfTheColumns, SomeOffsetsNoneOfTheZone, MapOneOfTheColumns, ColumnIsTwoThings,
    NameTheRightColumn, NamedASecondTime, LimitsInFen, HalfOfTheLimits, SmallLimitsAreMissing, AgesAreYears,
    ListUnderMissingValues, CodesForNoValue, CorrectOrNoValue, BillsDecideNothing, DecidesNothingAlone,
    PaymentsDecideNothing, TwoMonthsOfBills, PaymentsWithoutBills, NoBillOfTheMonthBefore, BothDecimalSigns,
    SaveWithOneDecimalSign, QuotationMarkLeftOpen, OneOtherHasTooMany, ByteZero, TakeByteZeroOut, OneEntryLeftOut,
    EntriesLeftOut, CalendarRead, CalendarThinYear, WriteIsoOrAPattern, DayOffAndWorked, NeitherOffNorWorked,
    EventWithoutAName, ValuesOfTheLaw, QuoteTheKeysOfSet, QuoteTheKey, MoreRow, RosterDaysInAnotherForm,
    WeeklyAndDates, RowsOutsideTheRun, SamePeopleWork, RosterRead, RosterDatesOutside, MakeUpDay, MakeUpDays,
    SoIsOneOtherRow, SoAreOtherRows, OneRowADate, AndItsColumnsAre,
    SaveWithoutThousands, ThousandsAndPoint, SaveWithPlainDigits, SaveWithoutTimes, SaveWithoutMark,
    SaveAsPlainNumbers, NoRowGives, StatusAsNumbers, SeemsThousandsComma, SeemsThousandsPoint,
    CalendarNearlyChinese, CalendarLawUnknown, AddHolidays, AddHolidaysOrKind, HoursAWeek, HoursInAll, RosterLongShift, OthersAreLong,
    ValuesOfTheLawIn, ColumnInAnotherUnit, SaveAsUtf8, OneFormAColumn, SomeMomentsInAnotherForm, CalendarIsNoTable,
    WriteBothInATable, PresetInVain,

    DidYouMeanAnyOf, DidYouMeanTheLaw, WriteKeyForExample,

    // What errors of the rooms say.
    TheEmbeddedFontCannotBe, TheDrawingBackendFailed, TheBitmapCannotBeEncoded, InTheColumnDateOf,
    ThreadsCannotBeStarted, NoRouteLeadsToThe, TheStageIsADead, AnApplicationCanBeStuck, TheSharesOfTheRoutes,
    AnApplicationGoesRoundThrough, AnApplicationCanGoRound, TheStationHasNobodyOn, SomeApplicationsAtTheStation,
    ARouteOfLeadsBack, TheStageAsksForSomething, TheStageAsksForAttributes, AnApplicationCanLeaveAt,
    TheProcessHasMoreThan, OnAndOnAWeek, DaysHoldWholeAndAre, TheCalendarOfCoversDays, TheAvailabilityOfMustLie,
    TheWarmUpOfDays, TheProcessCannotBePlayed, TheWeightsOfMustBe, AtLeastOneWeightOfMust, TheCorrelationOfAndMust,
    TheCorrelationsContradictOneAnother, NoNumberCanCorrelateSo, TheSharesOfMustSum, ABandOfDaysOverdue,
    BandsOfDaysOverdueMust, TheTableHasNoRow, OfTheLawMustBe, LawNeeds, TheReportSTemplateFailed, ErrorCannot,
    IsMissingNameAFolder, IsThereAlreadyNameAnother, HasNoColumnRestoreThe, IsNoValidTableRestore, IsNoManifestOfSim,
    WasNotWrittenBySim, HoldsChooseAnotherFolderWith, HoldsTheResultsOfAnother, TheManifestOfListsWhich, IsNotAFileOf,
    IsNotAsTheRun, AnotherRunIsWritingInto, IsNotAFolderChoose, IsAFolderAndA, ConfidenceLevelMustBeAt,
    NoWorkingDayBetweenAnd, DaysFromReachPastThe, ADayNeedsAtLeast, ShiftMustEndAfterIt, ShiftMustStartAfterShift,
    IsNoTimeZoneOf,

    // What is said of attributes, points and where numbers come from.
    AttributeShare, AttributeCount, AttributeWhether, AttributeScore, AttributeHasNoSuchKey, AttributeTakeOut,
    AttributeTakeOutFor, AttributeTakeOutForBoth, AttributeMarks, MustBeOneMark, WriteOneMark, SesameMeanOutsideRange,
    OutsideTheRangeOfScores, LetLowestLieBelowMean, SesamePointsMustRise, RaiseFullAtOrLower, KnockOutsDoNotList,
    AnAmount, BandHasOneEnd, ABandHasTwoEnds, WriteBothEnds, BandRunsBackwards, MustRiseInOneUnit, WriteLowBeforeHigh,
    IsTheKeyOfNoNumber, WriteTheKeyOfANumber,

    // What the library says to who calls it.
    StudyStopped, StudyNoMetric, StudyNoMetricDidYouMean, StudyNoDifference, StudyNoDifferenceDidYouMean, StudyUnpaired,
    MetricNotDefined, FaultAt,

    // What is said of records, of pieces and of results played again.
    NoteRecordsCutOff, NoteRecordsDamaged, WhatWasFinishedIsKept, ErrorHoldsNoPieces, NotePieceInDoubt,
    PiecesStillMissing, PiecesNotPreciseYet, ErrorNotWhatWasPlanned, ErrorHowManyPieces, ErrorNoLogsInPieces,
    ErrorHoldsPiecesAlready, PiecesArePlanned, ErrorNoSuchPiece, PieceIsThere, PieceIsPlayed, WordsOfTheLedger,
    ErrorNothingToResume, ErrorNoRecordsToResume, ErrorPlaysNoUnits,
    DesignNoKey, DesignNoValue, DesignNoNumber, DesignUnits, DesignMixed, DesignStepZero, DesignWrongWay, DesignNoStep,
    DesignKeyTwice, DesignNoKeys, DesignNoPoints, DesignTooManyPoints, DesignTooManyKeys, DesignRowLength,
    DesignEmptyCell, DesignUnreadable, ErrorKeyStaysTheSame, ErrorNoSuchDesign, ErrorDesignAndVary, ErrorHowManyPoints,
    ErrorPointsWithoutDesign, ErrorNoSuchPoint, ErrorNoPointWith, ErrorNoSuchMetric, PointFault, PointFaultAlone, PointWarmUpElsewhere,
    ErrorUntilForm, ErrorUntilTarget, ErrorConfidence, ErrorTolerance, ErrorSolveRange, ErrorSolveInPieces,
    ErrorNoBehaviours, ErrorBehavioursWarmUp, ErrorBehavioursPrecision, ErrorTooManyBehaviours, ErrorBehavioursSegment,
    ErrorOptimiseInPieces, ErrorNoObjective, ErrorObjectiveTwice, ErrorTooManyObjectives, ErrorNoTolerance,
    ErrorToleranceOfAFront, ErrorSlack, ErrorPointsOfASet, ErrorTooManySettings, ErrorTooManyCombinations,
    ErrorBand, ErrorNoBand, ErrorNoAssumptions, ErrorSamplesOfOne, ErrorGroup, ErrorGroupKey, HoldsDecisionsWhichHave,
    ErrorVerifyInterrupted, VerifiedFiles,
    ErrorNoRecordsToSample, ErrorNoSampleOfASearch, UnitComesOutOtherwise, UnitIsNotKept, VerifiedUnits,
    VerifiedReplications, NoteOtherVersion, NoteOtherPlatform, WordsOfTheManifest, ScenarioChangedSince,
    FileIsNotAsWritten, FileComesOutOtherwise, FileDiffersFromManifest, FileDoesNotComeOut, FileIsNotRecorded,
    PointCannotBePlayed, ReplicationIsMissing, DiffersInCell, DiffersInRows, DiffersInByte, BytesAreCutOff,
    BytesAreDamaged, OfTheRecord, SettingDiffers, SettingIsNothing, AndMoreSettings, RecordsDoNotBelongHere,
    HoldsRecordsOfSomethingElse, IsNoLedgerOfSim, UnitTrial, UnitPlain, UnitBrief, UnitShadows, UnitForced, UnitSwap, UnitActing, UnitActingOne,
    UnitOfPoint, SlurmArrayJob,
    // What is said of entries of a scenario.
    TheItemsOf, TheFactors, TooManyFactors, TooManyEntries, CompileTooMany, TakeSomeOut, WriteAnEntry, NoEntryOf,
    CompileNone, EntryNameOf, NotAName, WriteLettersAndDigits, NameIsTaken, CompileTaken, GiveItAnotherName,
    SegmentCutsByNothing, CompileIncomplete, WriteAttributeOfSegment, NoEdgesOf, TakeEdgesOut, SegmentNeedsEdges,
    WriteEdgesOfSegment, EdgesMustRise, NotRising, SortTheEdges, SegmentValuesCount, WrongCount,
    OneNameMoreThanEdges, NoDecisionSeesRisk, NotOnFile, AskForWhatIsOnFile, AttributeHasNoNames, NoNamedValues,
    AskForANumberInstead, ValueOfAttribute, NotKnownWhenAsked, NotKnownThen, EntryNeedsShare, WriteShareOfEntry,
    AttributeCannotChange, CannotBeChanged, ChangeAnotherAttribute, BehaviourMeans, SayWhatBehaviourDoes,
    BehaviourDoesNothing, EffectOnNoFactor, SayTheFactor, NobodyAdopts, WriteIntensity, BehaviourNeverApplies,
    NobodyIsSo, WidenTheBounds, ColumnWithoutTable, ThereIsNoTable, DrawFromATable, AttributeMeans,
    SayWhereItComesFrom, AttributeFromNowhere, AttributeInTwoWays, AttributeKeyInVain, IsNotReadHere, TakeItOutOrReadOffLatent, ColumnIsEmpty, NoValueInIt, WeightsOfValues,
    OneWeightAValue, ScoreInTwoWays, KeepOneReading, CorrelationSaidBefore, SaidTooEarly, SayItAtTheOther,
    CorrelationWithItself, TakeItOut, AttributesInACircle, NoneCanBeFirst, TakeOneOutOfTheCircle,
    FactorNeedsWeight, WriteWeightOfFactor, FactorWithoutItems, WriteAnItem, ItemNeedsWeight, WriteWeightOfItem,
    SayPointsInOneWay, PointsInTwoWays, StepsCount, PointsCount, FirstNeedsNoneAt, KnockOutOfNobody, WriteWhen,
    FastLaneOfItself, GoesInACircle, AnAttribute, RecordsAreTooFew, RecordsDoNotEnd, NoteRecordsRefused,
    NoteStrangeAmongRecords, ItIsIn, SaveTheScenarioAsUtf,
    ATeamHasNoName, GiveTheTeamAName, QuotationMarkNeverClosed, ErrorPiecesOfMore, ErrorPartOfAnotherPlan,
    PieceIsBeingPlayed, IsNoListOfPieces,
}

impl Phrase {
    /// Its key below `[say]` or `[faults]` in the file of a language: its name with underscores before the capitals.
    pub fn key(self) -> String {
        let mut key = String::new();
        for c in self.name().chars() {
            if c.is_ascii_uppercase() && !key.is_empty() {
                key.push('_');
            }
            key.push(c.to_ascii_lowercase());
        }
        key
    }
}

/// Puts values into a text with `{name}` where they go; `{{` and `}}` are braces of the text. A name without a value
/// stays as it is, which tests do not let happen.
pub(super) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
        } else if let (Some((name, after)), "{") = (rest.split_once('}'), brace) {
            let value = values.iter().find(|(known, _)| *known == name);
            debug_assert!(value.is_some(), "no value for {{{name}}} in {text:?}");
            match value {
                // Writing to a String cannot fail.
                Some((_, value)) => drop(write!(out, "{value}")),
                None => drop(write!(out, "{{{name}}}")),
            }
            rest = after;
        } else {
            out.push_str(brace);
        }
    }
    out + rest
}

/// The names of the values that a text asks for, sorted.
pub(super) fn placeholders(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('{') {
        rest = match (behind.strip_prefix('{'), behind.split_once('}')) {
            (Some(after), _) => after,
            (None, Some((name, after))) => {
                names.insert(name);
                after
            }
            (None, None) => "",
        };
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_name_stands() {
        let said = fill("{a} of {b}, {a}", &[("b", &"{a}"), ("a", &3)]);
        assert_eq!(said, "3 of {a}, 3", "what is filled in is not filled again");
        assert_eq!(placeholders("{a} of {b}, {a}"), ["a", "b"].into());
        let braces = "write `{{ {key} = {{}} }}`";
        assert_eq!(fill(braces, &[("key", &"x")]), "write `{ x = {} }`");
        assert_eq!(placeholders(braces), ["key"].into());
    }
}
