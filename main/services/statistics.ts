export type { Statistics, StatisticsRepository as StatisticsService } from '../store/statistics.ts';
